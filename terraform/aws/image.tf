data "aws_ssm_parameter" "image" {
  count = var.machine_image.id == null ? 1 : 0
  name  = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${var.machine_image.architecture}"
}

locals {
  image = coalesce(var.machine_image.id, one(data.aws_ssm_parameter.image[*].insecure_value))

  jobmanager_type = coalesce(var.jobmanager.instance_type, var.machine_image.architecture == "arm64" ? "m7g.medium" : "t3.medium")
  taskmanager_types = coalesce(
    var.taskmanagers.instance_types,
    local.spot ? (
      var.machine_image.architecture == "arm64"
      ? ["c7g.large", "m7g.large", "c6g.large", "m6g.large", "r7g.large"]
      : ["c7i.large", "m7i.large", "c6i.large", "m6i.large", "c7a.large", "m7a.large"]
    ) : [var.machine_image.architecture == "arm64" ? "c7g.large" : "c7i.large"],
  )
  spot = var.taskmanagers.spot != null
}
