# What name, artifact, job and network alone give.
mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name     = "clicks"
  artifact = { uri = "s3://artifacts/spillway.tar.gz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  job      = { uri = "https://example.com/clicks.jar", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  network  = { vpc_id = "vpc-1", subnet_ids = ["subnet-1", "subnet-2"] }
}

run "defaults" {
  command = plan
  assert {
    condition     = data.aws_ssm_parameter.image[0].name == "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
    error_message = "the image isn't Amazon Linux 2023 for arm64"
  }
  assert {
    condition = alltrue([for t in aws_launch_template.vm :
    t.image_id == "ami-0123456789abcdef0" && t.metadata_options[0].http_tokens == "required" && t.metadata_options[0].http_put_response_hop_limit == 1 && t.metadata_options[0].instance_metadata_tags == "enabled"])
    error_message = "the metadata service isn't IMDSv2 for the VM alone, with tags"
  }
  assert {
    condition     = alltrue([for t in aws_launch_template.vm : t.network_interfaces[0].associate_public_ip_address == "false" && t.block_device_mappings[0].ebs[0].encrypted == "true"])
    error_message = "a VM has a public address or a disk that isn't encrypted"
  }
  assert {
    condition     = [for h in aws_autoscaling_group.taskmanagers.initial_lifecycle_hook : "${h.name} ${h.lifecycle_transition} ${h.heartbeat_timeout} ${h.default_result}" if h.name == "spillway-launch"] == ["spillway-launch autoscaling:EC2_INSTANCE_LAUNCHING 600 ABANDON"]
    error_message = "the launch hook is another"
  }
  assert {
    condition     = [for h in aws_autoscaling_group.taskmanagers.initial_lifecycle_hook : "${h.name} ${h.lifecycle_transition} ${h.heartbeat_timeout} ${h.default_result}" if h.name != "spillway-launch"] == ["spillway-terminate autoscaling:EC2_INSTANCE_TERMINATING 300 CONTINUE"]
    error_message = "the terminate hook is another"
  }
  assert {
    condition     = aws_autoscaling_group.taskmanagers.min_size == 1 && aws_autoscaling_group.taskmanagers.max_size == 10 && !aws_autoscaling_group.taskmanagers.capacity_rebalance && aws_autoscaling_group.taskmanagers.default_instance_warmup == 60
    error_message = "the TaskManagers' group has other sizes"
  }
  assert {
    condition     = aws_autoscaling_group.taskmanagers.mixed_instances_policy[0].instances_distribution[0].on_demand_percentage_above_base_capacity == 100
    error_message = "Spot VMs, and nobody asked for them"
  }
  assert {
    condition     = length(aws_autoscaling_group.taskmanagers.warm_pool) == 0 && !aws_autoscaling_group.taskmanagers.force_delete
    error_message = "a warm pool, or a group that is deleted without a drain"
  }
  assert {
    condition     = aws_autoscaling_group.jobmanager.min_size == 1 && aws_autoscaling_group.jobmanager.max_size == 1
    error_message = "more than one JobManager"
  }
  assert {
    condition     = [for p in aws_autoscaling_policy.required_capacity : "${p.target_tracking_configuration[0].target_value} ${p.target_tracking_configuration[0].disable_scale_in} ${p.target_tracking_configuration[0].customized_metric_specification[0].namespace} ${p.target_tracking_configuration[0].customized_metric_specification[0].metric_name} ${p.target_tracking_configuration[0].customized_metric_specification[0].statistic}"] == ["100 false Spillway RequiredCapacityPercent Average"]
    error_message = "the policy tracks another metric"
  }
  assert {
    condition     = { for d in aws_autoscaling_policy.required_capacity[0].target_tracking_configuration[0].customized_metric_specification[0].metric_dimension : d.name => d.value } == { Group = "clicks-taskmanagers", Job = "clicks" }
    error_message = "the metric has other dimensions"
  }
  assert {
    condition     = length(aws_autoscaling_policy.cpu_guard) == 0 && length(aws_cloudwatch_log_group.vm) == 0 && length(aws_iam_role_policy_attachment.vm) == 0
    error_message = "something is there that wasn't asked for"
  }
  assert {
    condition     = aws_s3_bucket.state[0].bucket == "clicks-123456789012-eu-central-1" && !aws_s3_bucket.state[0].force_destroy
    error_message = "the bucket has another name, or goes with what is in it"
  }
  assert {
    condition     = aws_s3_bucket_lifecycle_configuration.state[0].rule[0].abort_incomplete_multipart_upload[0].days_after_initiation == 7
    error_message = "abandoned uploads aren't deleted"
  }
  assert {
    condition     = output.storage.checkpoints == "s3://clicks-123456789012-eu-central-1/clicks/checkpoints"
    error_message = "checkpoints are elsewhere"
  }
  assert {
    condition     = length(aws_cloudwatch_metric_alarm.fleet) == 4 && length(aws_cloudwatch_dashboard.fleet) == 1
    error_message = "dashboard or alarms are missing"
  }
  assert {
    condition     = alltrue([for bytes in local.user_data_bytes : bytes < 12288])
    error_message = "less than a quarter of the user data is left for configuration"
  }
  assert {
    condition     = strcontains(local.user_data.jobmanager, "jobmanager.rpc.address: \"@address@\"") && !strcontains(local.user_data.taskmanagers, "SPILLWAY_JOB_URI='")
    error_message = "the user data are for another role"
  }
  assert {
    condition     = strcontains(local.user_data.taskmanagers, "SPILLWAY_TERMINATE_HOOK='spillway-terminate'") && !strcontains(local.user_data.jobmanager, "SPILLWAY_TERMINATE_HOOK='")
    error_message = "a boot that fails doesn't complete its group's terminate hook, or one that the group doesn't have"
  }
}

run "arm64_is_the_default_and_x86_can_be_had" {
  command = plan
  variables {
    machine_image = { architecture = "x86_64" }
    taskmanagers  = { spot = {} }
  }
  assert {
    condition     = data.aws_ssm_parameter.image[0].name == "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
    error_message = "the image isn't of the architecture"
  }
  assert {
    condition     = alltrue([for type in local.taskmanager_types : !can(regex("^[a-z]+[0-9]+g", type))]) && local.jobmanager_type == "t3.medium"
    error_message = "the types aren't of the architecture"
  }
}

run "an_image_of_ones_own" {
  command = plan
  variables {
    machine_image = { id = "ami-0abc", root_device = "/dev/sda1" }
  }
  assert {
    condition     = length(data.aws_ssm_parameter.image) == 0 && aws_launch_template.vm["taskmanagers"].image_id == "ami-0abc" && aws_launch_template.vm["taskmanagers"].block_device_mappings[0].device_name == "/dev/sda1"
    error_message = "the image isn't the one that was given"
  }
}
