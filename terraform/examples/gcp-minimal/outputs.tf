output "dashboard" {
  description = "The dashboard's address."
  value       = module.spillway.dashboard
}

output "groups" {
  description = "Names of the managed instance groups."
  value       = module.spillway.groups
}

output "storage" {
  description = "Where the job's state is."
  value       = module.spillway.storage
}
