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

run "machines" {
  command = plan
  variables {
    # says: jobmanager.instance_type is "large": a type such as m7g.medium is allowed
    # says: jobmanager.disk_gb is 4: 8 to 16384 are allowed
    jobmanager = { instance_type = "large", disk_gb = 4 }
    # says: taskmanagers.min_size is 0 and max_size 10: 1 <= min_size <= max_size <= 1000
    # says: taskmanagers.instance_types is ["c7g"]: types such as c7g.large are allowed
    # says: taskmanagers.disk_gb is 20000: 8 to 16384 are allowed
    # says: taskmanagers.launch_timeout is 30: 60 to 7200 seconds are allowed
    # says: taskmanagers.drain_timeout is 7201: 30 to 7200 seconds are allowed
    # says: taskmanagers.stop_timeout is 5: 10 to 3600 seconds are allowed
    # says: taskmanagers.warmup is -1: 0 to 3600 seconds are allowed
    # says: taskmanagers.prepare is "later": auto, yes and no are allowed
    # says: taskmanagers.termination_policies is ["Random"]: Default, AllocationStrategy
    # says: taskmanagers.spot.on_demand_base is negative
    # says: taskmanagers.spot.spot_percent is out of range: 0 to 100
    # says: taskmanagers.spot.allocation_strategy isn't known: price-capacity-optimized
    # says: taskmanagers.warm_pool is for On-Demand VMs of one instance type
    # says: taskmanagers.warm_pool.state isn't known: Stopped and Running are allowed
    # says: taskmanagers.instance_refresh is out of range
    taskmanagers = {
      min_size             = 0
      instance_types       = ["c7g"]
      disk_gb              = 20000
      launch_timeout       = 30
      drain_timeout        = 7201
      stop_timeout         = 5
      warmup               = -1
      prepare              = "later"
      termination_policies = ["Random"]
      spot                 = { on_demand_base = -1, spot_percent = 101, allocation_strategy = "cheapest" }
      warm_pool            = { state = "Hibernated" }
      instance_refresh     = { min_healthy_percent = 50, max_healthy_percent = 200 }
    }
  }
}
