# One JobManager, or two of which one stands by. A VM that is lost is replaced, and goes on with the
# job from what is in the bucket.
resource "aws_autoscaling_group" "jobmanager" {
  name                      = local.jobmanager_group
  min_size                  = local.jobmanagers
  max_size                  = local.jobmanagers
  vpc_zone_identifier       = var.network.subnet_ids
  health_check_type         = "EC2"
  health_check_grace_period = 0
  default_instance_warmup   = 0
  wait_for_capacity_timeout = "15m"
  enabled_metrics           = ["GroupInServiceInstances"]

  launch_template {
    id      = aws_launch_template.vm["jobmanager"].id
    version = aws_launch_template.vm["jobmanager"].latest_version
  }

  # The boot script ends the wait when the JobManager answers. One that doesn't start, because its
  # jar isn't the stored job's for instance, takes no place of one that works.
  initial_lifecycle_hook {
    name                 = local.launch_hook
    lifecycle_transition = "autoscaling:EC2_INSTANCE_LAUNCHING"
    heartbeat_timeout    = 600
    default_result       = "ABANDON"
  }

  # The new one comes before the old one goes; the old one gives its lease back when it is told to end.
  instance_refresh {
    strategy = "Rolling"
    preferences {
      min_healthy_percentage = 100
      max_healthy_percentage = 200
      skip_matching          = true
    }
  }

  dynamic "tag" {
    for_each = local.tags
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = false
    }
  }

  # In this order reversed it is destroyed: no VM loses its role, or its network, before it is gone.
  depends_on = [
    aws_iam_role_policy.vm,
    aws_iam_role_policy_attachment.vm,
    aws_vpc_security_group_ingress_rule.flink,
    aws_vpc_security_group_egress_rule.all,
    aws_s3_bucket_policy.state,
    aws_s3_bucket_server_side_encryption_configuration.state,
    aws_s3_bucket_ownership_controls.state,
    aws_cloudwatch_log_group.vm,
  ]
}

locals {
  jobmanagers = var.jobmanager.standby ? 2 : 1
}
