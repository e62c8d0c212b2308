# Values that are refused, and what is said. A test runs this file beside those of the module, and
# wants each line after "says" in what Terraform prints.
mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name     = "clicks"
  artifact = { uri = "s3://artifacts/spillway.tar.gz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  job      = { uri = "https://example.com/clicks.jar", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  network  = { vpc_id = "vpc-1", subnet_ids = ["subnet-1", "subnet-2"] }
}

run "values" {
  command = plan
  variables {
    # says: name is "Clicks": 2 to 24 lower-case letters
    name = "Clicks"
    # says: artifact.uri is "http://example.com/a.tar.gz": s3://BUCKET/KEY and https://… are allowed
    # says: artifact.sha256 is "abc": 64 hexadecimal digits
    artifact = { uri = "http://example.com/a.tar.gz", sha256 = "abc" }
    # says: job.uri is "/home/me/a.zip": s3://BUCKET/KEY and https://… are allowed
    # says: job.uri is "/home/me/a.zip": a file whose name ends with .jar is allowed
    # says: job.sha256 is "ABC": 64 hexadecimal digits
    # says: job.arguments has an argument that is empty, has a line break
    job = { uri = "/home/me/a.zip", sha256 = "ABC", arguments = ["two\nlines"] }
    # says: libraries has a uri that isn't allowed
    # says: libraries has a sha256 that isn't allowed
    # says: libraries has two files of the same name
    libraries = [{ uri = "a.jar", sha256 = "" }, { uri = "s3://bucket/1/a.jar", sha256 = "" }]
    # says: config has a key that isn't allowed: letters, digits
    # says: config has a key that follows from other variables
    config = { "a key" = "1", "spillway.metric-sink.group" = "other" }
    # says: network.subnet_ids is empty
    network = { vpc_id = "vpc-1", subnet_ids = [] }
    # says: machine_image.architecture is "riscv": arm64 and x86_64 are allowed
    # says: machine_image.id is "debian-12": an id such as
    machine_image = { architecture = "riscv", id = "debian-12" }
    # says: scaling.namespace is "AWS/Spillway": 1 to 100 letters
    # says: scaling.cpu_guard_percent is out of range: 10 to 100
    scaling = { namespace = "AWS/Spillway", cpu_guard_percent = 5 }
    # says: storage.bucket is "s3://bucket": a bucket's name, without s3://, is allowed
    # says: storage.prefix is "/a/": letters, digits
    # says: storage.kms_key_arn is "alias/mine": the ARN of a key
    # says: storage.abandoned_upload_days is 0.5: a whole number is allowed, 0 for no rule
    storage = { bucket = "s3://bucket", prefix = "/a/", kms_key_arn = "alias/mine", abandoned_upload_days = 0.5 }
    # says: observability.log_retention_days is 2: 1, 3, 5
    # says: observability.backlog_seconds is 0: more than 0 is allowed
    observability = { log_retention_days = 2, backlog_seconds = 0 }
    # says: tags has a key that isn't allowed, since VMs read their tags
    tags = { "cost center" = "1" }
  }
}
