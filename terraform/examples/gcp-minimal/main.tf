# From an empty project to a job: a small network, a bucket with the tarball and the job's jar, and the
# module with its defaults. docs/guide/gcp.md goes through it.
terraform {
  required_version = ">= 1.9"
  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 7.0"
    }
  }
}

provider "google" {
  project = var.project
  region  = var.region
}

# An empty project has none of them. They stay when all else goes: other things may have come to use them.
resource "google_project_service" "this" {
  for_each           = toset(["compute", "iam", "iap", "logging", "monitoring", "storage"])
  service            = "${each.value}.googleapis.com"
  disable_on_destroy = false
}

module "spillway" {
  source = "../../gcp"

  name = var.name
  artifact = {
    uri    = "gs://${google_storage_bucket_object.artifact["tarball"].bucket}/${google_storage_bucket_object.artifact["tarball"].name}"
    sha256 = filesha256(var.tarball)
  }
  job = {
    uri       = "gs://${google_storage_bucket_object.artifact["job"].bucket}/${google_storage_bucket_object.artifact["job"].name}"
    sha256    = filesha256(var.job_jar)
    arguments = var.job_arguments
  }
  network = {
    vpc_id    = "projects/${var.project}/global/networks/${google_compute_network.this.name}"
    subnet_id = "projects/${var.project}/regions/${var.region}/subnetworks/${google_compute_subnetwork.this.name}"
  }
  taskmanagers = {
    min_size = 1
    max_size = var.max_taskmanagers
    spot     = {}
  }
  # The web page, by port forwarding: there is no other way in.
  access = {
    iap_tunnel = true
  }
  storage = {
    delete_with_contents = var.delete_state_too
  }

  # VMs have no way out before, and none after.
  depends_on = [google_project_service.this, google_compute_router_nat.this]
}
