terraform {
  # Validations that compare one variable with another.
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.70, < 7.0"
    }
  }
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account   = data.aws_caller_identity.current.account_id
  partition = data.aws_partition.current.partition
  region    = data.aws_region.current.id

  # Known before the groups exist, so that roles and configuration can name them.
  jobmanager_group  = "${var.name}-jobmanager"
  taskmanager_group = "${var.name}-taskmanagers"

  # The same in every group, and what the agent looks for by default.
  launch_hook    = "spillway-launch"
  terminate_hook = "spillway-terminate"

  tags = merge(var.tags, { spillway = var.name })
}
