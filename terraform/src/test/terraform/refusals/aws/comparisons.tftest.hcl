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

run "comparisons" {
  command = plan
  variables {
    # says: network.subnet_ids names a subnet twice
    network = { vpc_id = "vpc-1", subnet_ids = ["subnet-1", "subnet-1"] }
    # says: jobmanager.instance_type m7i.large isn't of the architecture that machine_image.architecture says, arm64
    jobmanager = { instance_type = "m7i.large" }
    # says: taskmanagers.min_size is 5 and max_size 4
    # says: taskmanagers.instance_types ["c7g.large","c7i.large"] aren't all of the architecture that machine_image.architecture says, arm64
    # says: taskmanagers.warm_pool is for On-Demand VMs of one instance type
    taskmanagers = { min_size = 5, max_size = 4, instance_types = ["c7g.large", "c7i.large"], warm_pool = {} }
  }
}
