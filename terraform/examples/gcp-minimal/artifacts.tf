# What the VMs fetch when they boot, named by its content: a new file never takes the place of one
# that a running fleet may still need.
resource "google_storage_bucket" "artifacts" {
  name                        = "${var.project}-${var.name}-artifacts"
  location                    = var.region
  force_destroy               = true
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  depends_on                  = [google_project_service.this]
}

resource "google_storage_bucket_object" "artifact" {
  for_each = { tarball = var.tarball, job = var.job_jar }
  bucket   = google_storage_bucket.artifacts.name
  name     = "${substr(filesha256(each.value), 0, 12)}/${basename(each.value)}"
  source   = each.value
}
