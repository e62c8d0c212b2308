# What the optional parts of the variables change.
mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name     = "clicks"
  artifact = { uri = "s3://artifacts/spillway.tar.gz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  job      = { uri = "https://example.com/clicks.jar", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  network  = { vpc_id = "vpc-1", subnet_ids = ["subnet-1", "subnet-2"] }
}

run "spot_above_a_base" {
  command = plan
  variables {
    taskmanagers = {
      instance_types = ["c7g.xlarge", "m7g.xlarge"]
      spot           = { on_demand_base = 2, spot_percent = 75 }
    }
  }
  assert {
    condition     = [for d in aws_autoscaling_group.taskmanagers.mixed_instances_policy[0].instances_distribution : "${d.on_demand_base_capacity} ${d.on_demand_percentage_above_base_capacity} ${d.spot_allocation_strategy}"] == ["2 25 price-capacity-optimized"]
    error_message = "the share of Spot VMs is another"
  }
  assert {
    condition     = join(" ", aws_autoscaling_group.taskmanagers.mixed_instances_policy[0].launch_template[0].override[*].instance_type) == "c7g.xlarge m7g.xlarge"
    error_message = "the types are others"
  }
  assert {
    condition     = aws_autoscaling_group.taskmanagers.capacity_rebalance
    error_message = "nobody replaces a Spot VM before it goes"
  }
}

run "a_warm_pool" {
  command = plan
  variables {
    taskmanagers = {
      warm_pool = { min_size = 2, max_prepared = 6, reuse_on_scale_in = true }
    }
  }
  assert {
    condition     = [for w in aws_autoscaling_group.taskmanagers.warm_pool : "${w.pool_state} ${w.min_size} ${w.max_group_prepared_capacity} ${w.instance_reuse_policy[0].reuse_on_scale_in}"] == ["Stopped 2 6 true"]
    error_message = "the warm pool is another"
  }
  assert {
    condition     = length(aws_autoscaling_group.taskmanagers.mixed_instances_policy) == 0 && length(aws_autoscaling_group.taskmanagers.launch_template) == 1
    error_message = "AWS takes a warm pool for a group with one launch template alone"
  }
}

run "a_bucket_that_is_there" {
  command = plan
  variables {
    storage = { bucket = "state-of-many", prefix = "jobs/clicks" }
  }
  assert {
    condition     = length(aws_s3_bucket.state) == 0 && length(aws_s3_bucket_policy.state) == 0 && length(aws_s3_bucket_lifecycle_configuration.state) == 0
    error_message = "the module makes or changes a bucket that was there"
  }
  assert {
    condition     = output.storage.high_availability == "s3://state-of-many/jobs/clicks/ha"
    error_message = "state is elsewhere"
  }
  assert {
    condition = alltrue([for p in aws_iam_role_policy.vm :
    strcontains(p.policy, "arn:aws:s3:::state-of-many/jobs/clicks/*") && strcontains(p.policy, "\"s3:prefix\":[\"jobs/clicks/*\"]")])
    error_message = "the roles reach more of the bucket than the prefix, or less"
  }
}

run "a_key_of_ones_own" {
  command = plan
  variables {
    storage       = { kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:key/1" }
    observability = { logs = true, log_retention_days = 7 }
  }
  assert {
    condition     = [for r in aws_s3_bucket_server_side_encryption_configuration.state[0].rule : "${r.bucket_key_enabled} ${r.apply_server_side_encryption_by_default[0].sse_algorithm}"] == ["true aws:kms"]
    error_message = "the bucket isn't encrypted by the key"
  }
  assert {
    condition     = alltrue([for t in aws_launch_template.vm : t.block_device_mappings[0].ebs[0].kms_key_id == "arn:aws:kms:eu-central-1:123456789012:key/1"])
    error_message = "the disks aren't encrypted by the key"
  }
  assert {
    condition     = aws_cloudwatch_log_group.vm[0].kms_key_id == "arn:aws:kms:eu-central-1:123456789012:key/1" && aws_cloudwatch_log_group.vm[0].retention_in_days == 7
    error_message = "the logs aren't encrypted by the key, or are kept for another time"
  }
  assert {
    condition     = alltrue([for p in aws_iam_role_policy.vm : strcontains(p.policy, "kms:GenerateDataKey")])
    error_message = "the roles may not use the key"
  }
  assert {
    condition     = strcontains(local.user_data.taskmanagers, "SPILLWAY_LOG_GROUP='/spillway/clicks'")
    error_message = "nobody ships the logs"
  }
}

run "a_standby_and_people_who_watch" {
  command = plan
  variables {
    jobmanager    = { standby = true, instance_type = "m7g.large" }
    network       = { vpc_id = "vpc-1", subnet_ids = ["subnet-1"], client_security_groups = ["sg-1"] }
    access        = { session_manager = true, policy_arns = { kafka = "arn:aws:iam::123456789012:policy/kafka" } }
    scaling       = { high_resolution = true, scale_in = false, cpu_guard_percent = 85 }
    observability = { dashboard = false, alarms = false }
  }
  assert {
    condition     = aws_autoscaling_group.jobmanager.min_size == 2 && aws_autoscaling_group.jobmanager.max_size == 2
    error_message = "nobody stands by"
  }
  assert {
    condition     = aws_vpc_security_group_ingress_rule.flink["client-0-rest"].referenced_security_group_id == "sg-1" && aws_vpc_security_group_ingress_rule.flink["client-0-rest"].from_port == 8081
    error_message = "clients don't reach the REST API"
  }
  assert {
    condition     = length(aws_iam_role_policy_attachment.vm) == 4
    error_message = "policies are missing at the roles"
  }
  assert {
    condition     = aws_autoscaling_policy.required_capacity[0].target_tracking_configuration[0].customized_metric_specification[0].period == 10 && aws_autoscaling_policy.required_capacity[0].target_tracking_configuration[0].disable_scale_in
    error_message = "the policy doesn't look every 10 s, or takes VMs away"
  }
  assert {
    condition     = aws_autoscaling_policy.cpu_guard[0].target_tracking_configuration[0].disable_scale_in && alltrue([for t in aws_launch_template.vm : t.monitoring[0].enabled])
    error_message = "the CPU guard takes VMs away, or sees 5 minutes only"
  }
  assert {
    condition     = length(aws_cloudwatch_dashboard.fleet) == 0 && length(aws_cloudwatch_metric_alarm.fleet) == 0 && output.dashboard == null
    error_message = "dashboard or alarms are there"
  }
}

run "no_policy_without_scaling" {
  command = plan
  variables {
    scaling = { enabled = false }
  }
  assert {
    condition     = length(aws_autoscaling_policy.required_capacity) == 0
    error_message = "a policy is there"
  }
}

run "what_the_user_sets_wins" {
  command = plan
  variables {
    config = { "taskmanager.bind-host" = "it's", "execution.checkpointing.dir" = "s3://other/place" }
  }
  assert {
    condition     = strcontains(local.user_data.taskmanagers, "taskmanager.bind-host: \"it'\\''s\"") && strcontains(local.user_data.jobmanager, "execution.checkpointing.dir: \"s3://other/place\"")
    error_message = "a key of the user's doesn't win, or its quotes break the user data"
  }
}
