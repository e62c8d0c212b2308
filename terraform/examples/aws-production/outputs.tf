output "spillway" {
  description = "Groups, roles, security groups, storage, metric, dashboard."
  value = {
    groups          = module.spillway.groups
    roles           = module.spillway.roles
    security_groups = module.spillway.security_groups
    storage         = module.spillway.storage
    metric          = module.spillway.metric
    dashboard       = module.spillway.dashboard
  }
}
