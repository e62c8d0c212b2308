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

run "no_types" {
  command = plan
  variables {
    # says: taskmanagers.instance_types is empty
    taskmanagers = { instance_types = [] }
  }
}
