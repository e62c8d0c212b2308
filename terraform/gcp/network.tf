# Whoever reaches Flink's ports can run code on the VMs: nobody but the VMs themselves does, and those
# that network.client_service_accounts names reach the REST API. VMs are told apart by their service
# accounts, which nobody takes on without a permission; a network tag is anybody's who may start a VM.
locals {
  ports = module.boot.ports
  ssh   = 22

  jobmanager  = google_service_account.vm["jobmanager"].email
  taskmanager = google_service_account.vm["taskmanagers"].email

  # Where Google's health checks and its Identity-Aware Proxy come from.
  health_check_ranges = ["35.191.0.0/16", "130.211.0.0/22"]
  iap_ranges          = ["35.235.240.0/20"]

  ingress = merge(
    {
      taskmanagers-rpc   = { to = local.jobmanager, from = [local.taskmanager], ports = [local.ports.rpc] }
      taskmanagers-blob  = { to = local.jobmanager, from = [local.taskmanager], ports = [local.ports.blob] }
      taskmanagers-rest  = { to = local.jobmanager, from = [local.taskmanager], ports = [local.ports.rest] }
      jobmanagers-rest   = { to = local.jobmanager, from = [local.jobmanager], ports = [local.ports.rest] }
      jobmanager-rpc     = { to = local.taskmanager, from = [local.jobmanager], ports = [local.ports.taskmanager_rpc] }
      jobmanager-metrics = { to = local.taskmanager, from = [local.jobmanager], ports = ["${local.ports.metrics_from}-${local.ports.metrics_to}"] }
      taskmanagers-data  = { to = local.taskmanager, from = [local.taskmanager], ports = [local.ports.data] }
    },
    length(var.network.client_service_accounts) == 0 ? {} : {
      clients-rest = { to = local.jobmanager, from = var.network.client_service_accounts, ports = [local.ports.rest] }
    },
  )

  ingress_from_google = merge(
    {
      jobmanager-health  = { to = local.jobmanager, from = local.health_check_ranges, ports = [local.health.jobmanager.port] }
      taskmanager-health = { to = local.taskmanager, from = local.health_check_ranges, ports = [local.health.taskmanagers.port] }
    },
    var.access.iap_tunnel ? {
      jobmanager-iap  = { to = local.jobmanager, from = local.iap_ranges, ports = [local.ports.rest, local.ssh] }
      taskmanager-iap = { to = local.taskmanager, from = local.iap_ranges, ports = [local.ssh] }
    } : {},
  )

  # Of a shared VPC: the project that the network is in.
  network_project = regex("projects/([^/]+)/global/networks/", var.network.vpc_id)[0]
}

resource "google_compute_firewall" "flink" {
  for_each                = local.ingress
  project                 = local.network_project
  name                    = "${var.name}-${each.key}"
  description             = "Spillway ${var.name}: ${each.key}"
  network                 = var.network.vpc_id
  direction               = "INGRESS"
  priority                = 1000
  source_service_accounts = each.value.from
  target_service_accounts = [each.value.to]

  allow {
    protocol = "tcp"
    ports    = each.value.ports
  }
}

resource "google_compute_firewall" "google" {
  for_each                = local.ingress_from_google
  project                 = local.network_project
  name                    = "${var.name}-${each.key}"
  description             = "Spillway ${var.name}: ${each.key}"
  network                 = var.network.vpc_id
  direction               = "INGRESS"
  priority                = 1000
  source_ranges           = each.value.from
  target_service_accounts = [each.value.to]

  allow {
    protocol = "tcp"
    ports    = each.value.ports
  }
}

# A network may have a rule that lets all of its VMs talk to each other, as the one called default has.
resource "google_compute_firewall" "others" {
  project                 = local.network_project
  name                    = "${var.name}-others"
  description             = "Spillway ${var.name}: nobody else reaches Flink's ports"
  network                 = var.network.vpc_id
  direction               = "INGRESS"
  priority                = 1001
  source_ranges           = ["0.0.0.0/0"]
  target_service_accounts = [local.jobmanager, local.taskmanager]

  deny {
    protocol = "tcp"
    ports    = ["${local.ports.data}-${local.ports.metrics_to}", local.ports.rest]
  }
}
