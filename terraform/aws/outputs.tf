output "groups" {
  description = "Names of the Auto Scaling groups."
  value       = { jobmanager = aws_autoscaling_group.jobmanager.name, taskmanagers = aws_autoscaling_group.taskmanagers.name }
}

output "roles" {
  description = "Names of the VMs' roles, to give the job more permissions."
  value       = { for kind, role in aws_iam_role.vm : kind => role.name }
}

output "security_groups" {
  description = "Ids of the VMs' security groups, to let them into a Kafka cluster for instance."
  value       = { jobmanager = aws_security_group.jobmanager.id, taskmanagers = aws_security_group.taskmanagers.id }
}

output "launch_templates" {
  description = "Ids of the launch templates."
  value       = { for kind, template in aws_launch_template.vm : kind => template.id }
}

output "storage" {
  description = "Where checkpoints, savepoints and high availability's files are."
  value       = { bucket = local.bucket, checkpoints = "${local.state}/checkpoints", savepoints = "${local.state}/savepoints", high_availability = "${local.state}/ha" }
}

output "metric" {
  description = "The metric that the group follows."
  value       = { namespace = var.scaling.namespace, name = "RequiredCapacityPercent", dimensions = local.dimensions }
}

output "dashboard" {
  description = "The dashboard's address; null without one."
  value       = var.observability.dashboard ? "https://${local.region}.console.aws.amazon.com/cloudwatch/home?region=${local.region}#dashboards/dashboard/${var.name}" : null
}

output "image" {
  description = "The machine image."
  value       = local.image
}
