# One role for each kind of VM; docs/guide/aws-iam.md gives the reason for every action.
locals {
  roles = {
    jobmanager   = local.jobmanager_group
    taskmanagers = local.taskmanager_group
  }

  # The group's id in the ARN is AWS'; the name is unique in account and region.
  group_arns = { for kind, group in local.roles :
    kind => "arn:${local.partition}:autoscaling:${local.region}:${local.account}:autoScalingGroup:*:autoScalingGroupName/${group}"
  }

  bucket_arn = "arn:${local.partition}:s3:::${local.bucket}"

  # Both read the tarball and the libraries; only the JobManager reads the job's jar.
  artifacts = {
    jobmanager   = concat([var.artifact.uri, var.job.uri], var.libraries[*].uri)
    taskmanagers = concat([var.artifact.uri], var.libraries[*].uri)
  }
  artifact_arns = { for kind, uris in local.artifacts :
    kind => [for uri in distinct(uris) : "arn:${local.partition}:s3:::${trimprefix(uri, "s3://")}" if startswith(uri, "s3://")]
  }

  state_statements = concat(
    [
      {
        Sid       = "ListState"
        Effect    = "Allow"
        Action    = ["s3:ListBucket"]
        Resource  = [local.bucket_arn]
        Condition = { StringLike = { "s3:prefix" = ["${local.prefix}/*"] } }
      },
      {
        Sid      = "State"
        Effect   = "Allow"
        Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
        Resource = ["${local.bucket_arn}/${local.prefix}/*"]
      },
    ],
    var.storage.kms_key_arn == null ? [] : [{
      Sid      = "StateKey"
      Effect   = "Allow"
      Action   = ["kms:GenerateDataKey", "kms:Decrypt"]
      Resource = [var.storage.kms_key_arn]
    }],
  )

  artifact_statements = { for kind, arns in local.artifact_arns :
    kind => length(arns) == 0 ? [] : [{
      Sid      = "Artifacts"
      Effect   = "Allow"
      Action   = ["s3:GetObject"]
      Resource = arns
    }]
  }

  log_statements = var.observability.logs ? [{
    Sid      = "Logs"
    Effect   = "Allow"
    Action   = ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"]
    Resource = ["arn:${local.partition}:logs:${local.region}:${local.account}:log-group:${local.log_group}:*"]
  }] : []

  own_statements = {
    jobmanager = [
      {
        Sid      = "OwnGroup"
        Effect   = "Allow"
        Action   = ["autoscaling:CompleteLifecycleAction", "autoscaling:SetInstanceHealth"]
        Resource = [local.group_arns.jobmanager]
      },
      {
        Sid       = "Signal"
        Effect    = "Allow"
        Action    = ["cloudwatch:PutMetricData"]
        Resource  = ["*"]
        Condition = { StringEquals = { "cloudwatch:namespace" = var.scaling.namespace } }
      },
    ]
    taskmanagers = [
      {
        Sid    = "OwnGroup"
        Effect = "Allow"
        Action = [
          "autoscaling:CompleteLifecycleAction",
          "autoscaling:RecordLifecycleActionHeartbeat",
          "autoscaling:SetInstanceHealth",
        ]
        Resource = [local.group_arns.taskmanagers]
      },
      {
        # Neither can be restricted to a group.
        Sid      = "DescribeGroup"
        Effect   = "Allow"
        Action   = ["autoscaling:DescribeAutoScalingInstances", "autoscaling:DescribeLifecycleHooks"]
        Resource = ["*"]
      },
    ]
  }

  managed_policies = merge(
    var.access.policy_arns,
    var.access.session_manager
    ? { session-manager = "arn:${local.partition}:iam::aws:policy/AmazonSSMManagedInstanceCore" }
    : {},
  )
}

resource "aws_iam_role" "vm" {
  for_each             = local.roles
  name                 = "${each.value}-${local.region}"
  description          = "Spillway ${each.key} of ${var.name}"
  permissions_boundary = var.access.permissions_boundary
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
  tags = local.tags
}

resource "aws_iam_role_policy" "vm" {
  for_each = local.roles
  name     = "spillway"
  role     = aws_iam_role.vm[each.key].id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [for s in local.own_statements[each.key] : s],
      [for s in local.state_statements : s],
      local.artifact_statements[each.key],
      local.log_statements,
    )
  })
}

resource "aws_iam_role_policy_attachment" "vm" {
  for_each = { for pair in setproduct(keys(local.roles), keys(local.managed_policies)) :
    "${pair[0]}-${pair[1]}" => { role = pair[0], policy = local.managed_policies[pair[1]] }
  }
  role       = aws_iam_role.vm[each.value.role].name
  policy_arn = each.value.policy
}

resource "aws_iam_instance_profile" "vm" {
  for_each = local.roles
  name     = "${each.value}-${local.region}"
  role     = aws_iam_role.vm[each.key].name
  tags     = local.tags
}
