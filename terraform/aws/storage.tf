locals {
  make_bucket = var.storage.bucket == null
  bucket      = coalesce(var.storage.bucket, one(aws_s3_bucket.state[*].bucket))
  prefix      = coalesce(var.storage.prefix, var.name)
  state       = "s3://${local.bucket}/${local.prefix}"
}

# Terraform deletes it only when it is empty, unless storage.delete_with_contents says otherwise: the
# job's state is in it.
resource "aws_s3_bucket" "state" {
  count         = local.make_bucket ? 1 : 0
  bucket        = "${var.name}-${local.account}-${local.region}"
  force_destroy = var.storage.delete_with_contents
  tags          = local.tags
}

resource "aws_s3_bucket_public_access_block" "state" {
  count                   = local.make_bucket ? 1 : 0
  bucket                  = aws_s3_bucket.state[0].id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "state" {
  count  = local.make_bucket ? 1 : 0
  bucket = aws_s3_bucket.state[0].id
  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "state" {
  count  = local.make_bucket ? 1 : 0
  bucket = aws_s3_bucket.state[0].id
  rule {
    bucket_key_enabled = var.storage.kms_key_arn != null
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.storage.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.storage.kms_key_arn
    }
  }
}

# Uploads that a killed process left unfinished. Nothing else expires: Flink deletes checkpoints.
resource "aws_s3_bucket_lifecycle_configuration" "state" {
  count  = local.make_bucket && var.storage.abandoned_upload_days > 0 ? 1 : 0
  bucket = aws_s3_bucket.state[0].id
  rule {
    id     = "abandoned-uploads"
    status = "Enabled"
    filter {}
    abort_incomplete_multipart_upload {
      days_after_initiation = var.storage.abandoned_upload_days
    }
  }
}

resource "aws_s3_bucket_policy" "state" {
  count  = local.make_bucket ? 1 : 0
  bucket = aws_s3_bucket.state[0].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "TlsOnly"
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = [aws_s3_bucket.state[0].arn, "${aws_s3_bucket.state[0].arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
  depends_on = [aws_s3_bucket_public_access_block.state]
}
