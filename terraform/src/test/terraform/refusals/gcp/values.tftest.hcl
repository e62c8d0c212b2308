# Values that are refused, and what is said. A test runs this file beside those of the module, and
# wants each line after "says" in what Terraform prints.
mock_provider "google" {
  source = "./tests/mocks"
}

variables {
  name     = "clicks"
  artifact = { uri = "gs://artifacts/spillway.tar.gz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  job      = { uri = "https://example.com/clicks.jar", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  network  = { vpc_id = "projects/p/global/networks/n", subnet_id = "projects/p/regions/europe-west3/subnetworks/s" }
}

run "values" {
  command = plan
  variables {
    # says: name is "Clicks": 2 to 24 lower-case letters
    name = "Clicks"
    # says: artifact.uri is "http://example.com/a.tar.gz": gs://BUCKET/OBJECT and https://… are allowed
    # says: artifact.sha256 is "abc": 64 hexadecimal digits
    artifact = { uri = "http://example.com/a.tar.gz", sha256 = "abc" }
    # says: job.uri is "s3://b/a.zip": gs://BUCKET/OBJECT and https://… are allowed
    # says: job.uri is "s3://b/a.zip": a file whose name ends with .jar is allowed
    # says: job.sha256 is "ABC": 64 hexadecimal digits
    # says: job.arguments has an argument that is empty, has a line break
    job = { uri = "s3://b/a.zip", sha256 = "ABC", arguments = ["two\nlines"] }
    # says: libraries has a uri that isn't allowed
    # says: libraries has a sha256 that isn't allowed
    # says: libraries has two files of the same name
    libraries = [{ uri = "a.jar", sha256 = "" }, { uri = "gs://bucket/1/a.jar", sha256 = "" }]
    # says: config has a key that isn't allowed: letters, digits
    # says: config has a key that follows from other variables
    # says: config has taskmanager.numberOfTaskSlots = many: 1 to 9999 are allowed
    config = { "a key" = "1", "spillway.metric-sink.group" = "other", "taskmanager.numberOfTaskSlots" = "many" }
    # says: network.vpc_id is "main": an id such as
    # says: network.subnet_id is "projects/p/regions/europe-west3/s": an id such as
    # says: network.zones is ["europe-west3"]: zones such as europe-west3-a
    # says: network.client_service_accounts is ["me@example.com"]: e-mail addresses of service accounts
    network = { vpc_id = "main", subnet_id = "projects/p/regions/europe-west3/s", zones = ["europe-west3"], client_service_accounts = ["me@example.com"] }
    # says: machine_image.architecture is "riscv": arm64 and x86_64 are allowed
    # says: machine_image.id is "debian-12": an id such as
    machine_image = { architecture = "riscv", id = "debian-12" }
    # says: scaling.scale_in_by is "me": jobmanager and autoscaler are allowed
    # says: scaling.cpu_guard_percent is out of range: 10 to 100
    # says: scaling.namespace is "spillway/": 1 to 100 letters
    scaling = { scale_in_by = "me", namespace = "spillway/", cpu_guard_percent = 5 }
    # says: storage.bucket is "gs://bucket": a bucket's name, without gs://, is allowed
    # says: storage.prefix is "/a/": letters, digits
    # says: storage.location is "EU": a region or multi-region
    # says: storage.kms_key is "mine": an id such as
    # says: storage.abandoned_upload_days is 0.5: a whole number is allowed, 0 for no rule
    storage = { bucket = "gs://bucket", prefix = "/a/", location = "EU", kms_key = "mine", abandoned_upload_days = 0.5 }
    # says: access.roles is {"all":"roles/owner","other":"pubsub"}: roles such as
    # says: access.roles has roles/owner or roles/editor
    # says: access.role_suffix is "Two": up to 16 lower-case letters
    access = { roles = { all = "roles/owner", other = "pubsub" }, role_suffix = "Two" }
    # says: observability.alarm_channels is ["mail"]: ids such as
    # says: observability.backlog_seconds is 0: more than 0 is allowed
    observability = { alarm_channels = ["mail"], backlog_seconds = 0 }
    # says: tags has a label that isn't allowed
    tags = { "Cost Center" = "1" }
  }
}
