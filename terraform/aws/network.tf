# Whoever reaches Flink's ports can run code on the VMs: nobody but the VMs themselves does, and those
# that network.client_security_groups names reach the REST API.
resource "aws_security_group" "jobmanager" {
  name        = local.jobmanager_group
  description = "Spillway JobManager of ${var.name}"
  vpc_id      = var.network.vpc_id
  tags        = merge(local.tags, { Name = local.jobmanager_group })
}

resource "aws_security_group" "taskmanagers" {
  name        = local.taskmanager_group
  description = "Spillway TaskManagers of ${var.name}"
  vpc_id      = var.network.vpc_id
  tags        = merge(local.tags, { Name = local.taskmanager_group })
}

locals {
  ports = module.boot.ports

  jobmanager  = aws_security_group.jobmanager.id
  taskmanager = aws_security_group.taskmanagers.id

  ingress = merge(
    {
      taskmanagers-rpc   = { to = local.jobmanager, from = local.taskmanager, ports = [local.ports.rpc, local.ports.rpc] }
      taskmanagers-blob  = { to = local.jobmanager, from = local.taskmanager, ports = [local.ports.blob, local.ports.blob] }
      taskmanagers-rest  = { to = local.jobmanager, from = local.taskmanager, ports = [local.ports.rest, local.ports.rest] }
      jobmanagers-rest   = { to = local.jobmanager, from = local.jobmanager, ports = [local.ports.rest, local.ports.rest] }
      jobmanager-rpc     = { to = local.taskmanager, from = local.jobmanager, ports = [local.ports.taskmanager_rpc, local.ports.taskmanager_rpc] }
      jobmanager-metrics = { to = local.taskmanager, from = local.jobmanager, ports = [local.ports.metrics_from, local.ports.metrics_to] }
      taskmanagers-data  = { to = local.taskmanager, from = local.taskmanager, ports = [local.ports.data, local.ports.data] }
    },
    { for i, group in var.network.client_security_groups :
      "client-${i}-rest" => { to = local.jobmanager, from = group, ports = [local.ports.rest, local.ports.rest] }
    },
  )
}

resource "aws_vpc_security_group_ingress_rule" "flink" {
  for_each                     = local.ingress
  security_group_id            = each.value.to
  referenced_security_group_id = each.value.from
  ip_protocol                  = "tcp"
  from_port                    = each.value.ports[0]
  to_port                      = each.value.ports[1]
  description                  = each.key
  tags                         = local.tags
}

# Out they may: to AWS' endpoints, and to what the job reads and writes.
resource "aws_vpc_security_group_egress_rule" "all" {
  for_each          = { jobmanager = local.jobmanager, taskmanagers = local.taskmanager }
  security_group_id = each.value
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
  description       = "AWS endpoints, and what the job reads and writes"
  tags              = local.tags
}
