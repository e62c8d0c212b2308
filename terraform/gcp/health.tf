# What the groups ask their VMs. An agent says whether its TaskManager is fit to work: not before it
# has joined, and still while it drains. It says nothing once it has drained, and such a VM is gone
# before anybody misses it. Of a JobManager, leader or standby, it is enough that it answers.
locals {
  health = {
    jobmanager   = { port = local.ports.rest, path = null, failures = 6 }
    taskmanagers = { port = 8088, path = "/health", failures = 10 }
  }
}

resource "google_compute_health_check" "vm" {
  for_each            = local.health
  name                = local.groups[each.key]
  description         = "Spillway ${each.key} of ${var.name}"
  check_interval_sec  = 10
  timeout_sec         = 5
  healthy_threshold   = 1
  unhealthy_threshold = each.value.failures

  dynamic "http_health_check" {
    for_each = each.value.path == null ? [] : [each.value]
    content {
      port         = http_health_check.value.port
      request_path = http_health_check.value.path
    }
  }

  dynamic "tcp_health_check" {
    for_each = each.value.path == null ? [each.value] : []
    content {
      port = tcp_health_check.value.port
    }
  }
}
