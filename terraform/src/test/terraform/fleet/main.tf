# A fleet with all that can be switched on at once, in a network of its own, as the tests apply it.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  # The server listens on one address for all buckets.
  s3_use_path_style = true
}

resource "aws_vpc" "this" {
  cidr_block = "10.1.0.0/16"
}

resource "aws_subnet" "this" {
  count      = 2
  vpc_id     = aws_vpc.this.id
  cidr_block = cidrsubnet(aws_vpc.this.cidr_block, 4, count.index)
}

resource "aws_security_group" "client" {
  name   = "client"
  vpc_id = aws_vpc.this.id
}

module "spillway" {
  source = "../../../../aws"

  name     = "clicks"
  artifact = { uri = "s3://artifacts/1/spillway.tar.gz", sha256 = var.sha256 }
  job = {
    uri       = "s3://artifacts/2/clicks.jar"
    sha256    = var.sha256
    class     = "com.example.Clicks"
    arguments = ["--topic", "clicks 'n' more"]
  }
  libraries = [{ uri = "s3://artifacts/3/connector.jar", sha256 = var.sha256 }]
  config    = { "execution.checkpointing.interval" = "30 s" }
  network = {
    vpc_id                 = aws_vpc.this.id
    subnet_ids             = aws_subnet.this[*].id
    client_security_groups = [aws_security_group.client.id]
  }
  taskmanagers = {
    min_size      = 2
    max_size      = 3
    drain_timeout = 400
    stop_timeout  = 100
    spot          = { on_demand_base = 1, spot_percent = 75 }
  }
  scaling = { cpu_guard_percent = 90 }
  # The provider watches a new rule for a minute; the mocked tests look at it.
  storage = { abandoned_upload_days = 0 }
  observability = {
    logs = true
  }
  tags = { team = "streams" }
}

variable "sha256" {
  type    = string
  default = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
}
