locals {
  machines = {
    jobmanager   = { type = local.jobmanager_type, disk_gb = var.jobmanager.disk_gb, security_group = local.jobmanager }
    taskmanagers = { type = local.taskmanager_types[0], disk_gb = var.taskmanagers.disk_gb, security_group = local.taskmanager }
  }
}

resource "aws_launch_template" "vm" {
  for_each               = local.machines
  name                   = local.roles[each.key]
  description            = "Spillway ${each.key} of ${var.name}"
  update_default_version = true
  image_id               = local.image
  instance_type          = each.value.type
  user_data              = local.user_data_gzip[each.key]

  iam_instance_profile {
    arn = aws_iam_instance_profile.vm[each.key].arn
  }

  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
    # By its tags a VM knows its group without a call to Auto Scaling.
    instance_metadata_tags = "enabled"
  }

  network_interfaces {
    device_index                = 0
    associate_public_ip_address = false
    delete_on_termination       = true
    security_groups             = [each.value.security_group]
  }

  block_device_mappings {
    device_name = var.machine_image.root_device
    ebs {
      volume_type           = "gp3"
      volume_size           = each.value.disk_gb
      encrypted             = true
      kms_key_id            = var.storage.kms_key_arn
      delete_on_termination = true
    }
  }

  # The CPU guard looks at minutes; without it five of them are free.
  monitoring {
    enabled = var.scaling.cpu_guard_percent != null
  }

  dynamic "tag_specifications" {
    for_each = ["instance", "volume", "network-interface"]
    content {
      resource_type = tag_specifications.value
      tags          = merge(local.tags, { Name = local.roles[each.key] })
    }
  }

  tags = local.tags

  lifecycle {
    precondition {
      condition     = local.user_data_bytes[each.key] <= 16384
      error_message = "The user data of ${each.key} have ${local.user_data_bytes[each.key]} bytes when compressed, and 16384 are allowed: shorten config, libraries or job.arguments."
    }
  }
}
