# From an empty account to a job: a small network, a bucket with the tarball and the job's jar, and the
# module with its defaults. docs/guide/aws.md goes through it.
terraform {
  required_version = ">= 1.9"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.70, < 7.0"
    }
  }
}

provider "aws" {
  region = var.region
}

module "spillway" {
  source = "../../aws"

  name = var.name
  artifact = {
    uri    = "s3://${aws_s3_object.artifact["tarball"].bucket}/${aws_s3_object.artifact["tarball"].key}"
    sha256 = filesha256(var.tarball)
  }
  job = {
    uri       = "s3://${aws_s3_object.artifact["job"].bucket}/${aws_s3_object.artifact["job"].key}"
    sha256    = filesha256(var.job_jar)
    arguments = var.job_arguments
  }
  network = {
    vpc_id     = aws_vpc.this.id
    subnet_ids = [for subnet in aws_subnet.private : subnet.id]
  }
  taskmanagers = {
    min_size = 1
    max_size = var.max_taskmanagers
    spot     = {}
  }
  # The web page, by port forwarding: there is no other way in.
  access = {
    session_manager = true
  }
  storage = {
    delete_with_contents = var.delete_state_too
  }

  # VMs have no way out before, and none after.
  depends_on = [aws_route.private, aws_route.public, aws_route_table_association.private, aws_route_table_association.public, aws_vpc_endpoint.s3]
}
