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

run "comparisons" {
  command = plan
  variables {
    # says: jobmanager.instance_type c4a-standard-1 isn't of the architecture that machine_image.architecture says, x86_64
    jobmanager = { instance_type = "c4a-standard-1" }
    # says: taskmanagers.min_size is 5 and max_size 4
    # says: taskmanagers.instance_types ["n2-standard-2","c4a-standard-4"] aren't all of the architecture that machine_image.architecture says, x86_64
    # says: taskmanagers.instance_types ["n2-standard-2","c4a-standard-4"] haven't all the same number of vCPUs
    # says: taskmanagers.instance_types ["n2-standard-2","c4a-standard-4"] need different disks
    taskmanagers = { min_size = 5, max_size = 4, instance_types = ["n2-standard-2", "c4a-standard-4"] }
  }
}
