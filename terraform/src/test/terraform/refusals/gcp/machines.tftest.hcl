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

run "machines" {
  command = plan
  variables {
    # says: jobmanager.instance_type is "large": a machine type such as e2-medium is allowed
    # says: jobmanager.disk_gb is 4: 10 to 65536 are allowed
    jobmanager = { instance_type = "large", disk_gb = 4 }
    # says: taskmanagers.min_size is 0 and max_size 10: 1 <= min_size <= max_size <= 1000
    # says: taskmanagers.instance_types is ["n2"]: machine types such as n2d-standard-2 are allowed
    # says: taskmanagers.disk_gb is 5: 10 to 65536 are allowed
    # says: taskmanagers.launch_timeout is 30: 60 to 3600 seconds are allowed
    # says: taskmanagers.stop_timeout is 90: 10 to 120 seconds are allowed, and 10 to 30 with spot
    # says: taskmanagers.warmup is -1: 0 to 3600 seconds are allowed
    # says: taskmanagers.prepare is "later": auto, yes and no are allowed
    # says: taskmanagers.spot.termination_action isn't known: DELETE and STOP are allowed
    # says: taskmanagers.instance_refresh is out of range
    # says: taskmanagers.instance_refresh: max_surge and max_unavailable are 0, or no fewer than there are zones
    taskmanagers = {
      min_size         = 0
      instance_types   = ["n2"]
      disk_gb          = 5
      launch_timeout   = 30
      stop_timeout     = 90
      warmup           = -1
      prepare          = "later"
      spot             = { termination_action = "HIBERNATE" }
      instance_refresh = { max_surge = 1, max_unavailable = -1 }
    }
  }
}
