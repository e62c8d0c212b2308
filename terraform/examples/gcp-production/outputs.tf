output "spillway" {
  description = "Groups, service accounts, storage, metric, dashboard."
  value = {
    groups           = module.spillway.groups
    service_accounts = module.spillway.service_accounts
    storage          = module.spillway.storage
    metric           = module.spillway.metric
    dashboard        = module.spillway.dashboard
  }
}
