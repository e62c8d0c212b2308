output "groups" {
  description = "Names of the managed instance groups."
  value = {
    jobmanager   = google_compute_region_instance_group_manager.jobmanager.name
    taskmanagers = google_compute_region_instance_group_manager.taskmanagers.name
  }
}

output "service_accounts" {
  description = "The VMs' service accounts, to give the job more permissions, or to let the VMs into a Kafka cluster for instance."
  value       = { for kind, account in google_service_account.vm : kind => account.email }
}

output "instance_templates" {
  description = "Names of the instance templates."
  value       = { for kind, template in google_compute_region_instance_template.vm : kind => template.name }
}

output "storage" {
  description = "Where checkpoints, savepoints and high availability's files are."
  value       = { bucket = local.bucket, checkpoints = "${local.state}/checkpoints", savepoints = "${local.state}/savepoints", high_availability = "${local.state}/ha" }
}

output "metric" {
  description = "The metric that the group follows, and how many slots of it a VM takes."
  value       = { type = local.metric["required_slots"], labels = local.metric_labels, slots = local.slots }
}

output "dashboard" {
  description = "The dashboard's address; null without one."
  value       = var.observability.dashboard ? "https://console.cloud.google.com/monitoring/dashboards/builder/${basename(google_monitoring_dashboard.fleet[0].id)}?project=${local.project}" : null
}

output "image" {
  description = "The machine image."
  value       = local.image
}
