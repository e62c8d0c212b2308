terraform {
  # Validations that compare one variable with another.
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 7.0"
    }
  }
}

data "google_project" "current" {}

locals {
  project = trimprefix(data.google_project.current.id, "projects/")
  region  = regex("/regions/([^/]+)/subnetworks/", var.network.subnet_id)[0]

  # Known before the groups exist, so that configuration can name them.
  jobmanager_group  = "${var.name}-jobmanager"
  taskmanager_group = "${var.name}-taskmanagers"

  groups = {
    jobmanager   = local.jobmanager_group
    taskmanagers = local.taskmanager_group
  }

  labels = merge(var.tags, { spillway = var.name })
}
