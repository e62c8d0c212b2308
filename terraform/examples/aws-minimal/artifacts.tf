# What the VMs fetch when they boot, named by its content: a new file never takes the place of one
# that a running fleet may still need.
data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "artifacts" {
  bucket        = "${var.name}-artifacts-${data.aws_caller_identity.current.account_id}-${var.region}"
  force_destroy = true
}

resource "aws_s3_bucket_public_access_block" "artifacts" {
  bucket                  = aws_s3_bucket.artifacts.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "artifacts" {
  bucket = aws_s3_bucket.artifacts.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "AES256"
    }
  }
}

resource "aws_s3_object" "artifact" {
  for_each    = { tarball = var.tarball, job = var.job_jar }
  bucket      = aws_s3_bucket.artifacts.bucket
  key         = "${substr(filesha256(each.value), 0, 12)}/${basename(each.value)}"
  source      = each.value
  source_hash = filesha256(each.value)
}
