locals {
  make_bucket = var.storage.bucket == null
  bucket      = coalesce(var.storage.bucket, one(google_storage_bucket.state[*].name))
  prefix      = coalesce(var.storage.prefix, var.name)
  state       = "gs://${local.bucket}/${local.prefix}"
}

# Terraform deletes it only when it is empty, unless storage.delete_with_contents says otherwise: the
# job's state is in it.
resource "google_storage_bucket" "state" {
  count                       = local.make_bucket ? 1 : 0
  name                        = "${var.name}-${data.google_project.current.number}-${local.region}"
  location                    = coalesce(var.storage.location, local.region)
  storage_class               = "STANDARD"
  force_destroy               = var.storage.delete_with_contents
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  labels                      = local.labels

  versioning {
    enabled = false
  }

  # Checkpoints are deleted all the time; what is kept for a while would be billed for as long.
  soft_delete_policy {
    retention_duration_seconds = 0
  }

  # What a killed process left unfinished: parts, which are objects, and uploads by the XML API. Nothing
  # else expires: Flink deletes checkpoints.
  dynamic "lifecycle_rule" {
    for_each = var.storage.abandoned_upload_days > 0 ? { Delete = [".spillway-part"], AbortIncompleteMultipartUpload = null } : {}
    content {
      action {
        type = lifecycle_rule.key
      }
      condition {
        age            = var.storage.abandoned_upload_days
        matches_suffix = lifecycle_rule.value
      }
    }
  }

  dynamic "encryption" {
    for_each = var.storage.kms_key == null ? [] : [var.storage.kms_key]
    content {
      default_kms_key_name = encryption.value
    }
  }
}
