# Everything but name, artifact, job and network has defaults. docs/guide/aws.md tells what to choose.

variable "name" {
  description = "Names everything that the module makes, and the job in CloudWatch. Two modules in an account and region must not share it."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,22}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": 2 to 24 lower-case letters, digits and dashes, beginning with a letter and not ending with a dash, are allowed."
  }
}

variable "artifact" {
  description = "Spillway's tarball: where it is (s3://BUCKET/KEY or https://…) and its SHA-256."
  type = object({
    uri    = string
    sha256 = string
  })
  validation {
    condition     = can(regex("^(s3://[a-z0-9][a-z0-9.-]*/|https://)[A-Za-z0-9._~/?=&%:-]+$", var.artifact.uri))
    error_message = "artifact.uri is \"${var.artifact.uri}\": s3://BUCKET/KEY and https://… are allowed."
  }
  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.artifact.sha256))
    error_message = "artifact.sha256 is \"${var.artifact.sha256}\": 64 hexadecimal digits in lower case, as sha256sum prints them, are allowed."
  }
}

variable "job" {
  description = "The job's jar: where it is, its SHA-256, and the arguments of its main class. When the job runs already, change it with `spillway upgrade` first."
  type = object({
    uri       = string
    sha256    = string
    class     = optional(string)
    arguments = optional(list(string), [])
  })
  validation {
    condition     = can(regex("^(s3://[a-z0-9][a-z0-9.-]*/|https://)[A-Za-z0-9._~/?=&%:-]+$", var.job.uri))
    error_message = "job.uri is \"${var.job.uri}\": s3://BUCKET/KEY and https://… are allowed."
  }
  validation {
    condition     = endswith(split("?", var.job.uri)[0], ".jar")
    error_message = "job.uri is \"${var.job.uri}\": a file whose name ends with .jar is allowed."
  }
  validation {
    condition     = can(regex("^[0-9a-f]{64}$", var.job.sha256))
    error_message = "job.sha256 is \"${var.job.sha256}\": 64 hexadecimal digits in lower case, as sha256sum prints them, are allowed."
  }
  validation {
    condition     = alltrue([for a in var.job.arguments : a == trimspace(a) && a != "" && !strcontains(a, "\n")])
    error_message = "job.arguments has an argument that is empty, has a line break, or begins or ends with a blank: none of that is allowed."
  }
}

variable "libraries" {
  description = "Connectors and other jars for the class path of JobManager and TaskManagers."
  type = list(object({
    uri    = string
    sha256 = string
  }))
  default = []
  validation {
    condition     = alltrue([for l in var.libraries : can(regex("^(s3://[a-z0-9][a-z0-9.-]*/|https://)[A-Za-z0-9._~/?=&%:-]+$", l.uri)) && endswith(split("?", l.uri)[0], ".jar")])
    error_message = "libraries has a uri that isn't allowed: s3://BUCKET/KEY and https://…, of files whose names end with .jar, are."
  }
  validation {
    condition     = alltrue([for l in var.libraries : can(regex("^[0-9a-f]{64}$", l.sha256))])
    error_message = "libraries has a sha256 that isn't allowed: 64 hexadecimal digits in lower case, as sha256sum prints them, are."
  }
  validation {
    condition     = length(distinct([for l in var.libraries : basename(split("?", l.uri)[0])])) == length(var.libraries)
    error_message = "libraries has two files of the same name: each must have its own."
  }
}

variable "config" {
  description = "Keys of config.yaml, Flink's and Spillway's, with their values. They win over what the module sets. No secrets: whoever may describe launch templates reads them."
  type        = map(string)
  default     = {}
  validation {
    condition     = alltrue([for k in keys(var.config) : can(regex("^[A-Za-z][A-Za-z0-9_.-]*$", k))])
    error_message = "config has a key that isn't allowed: letters, digits, dots, dashes and underscores are. Keys: ${join(", ", keys(var.config))}."
  }
  validation {
    condition     = length(setintersection(keys(var.config), ["spillway.cloud", "spillway.metric-sink.group", "spillway.metric-sink.job", "spillway.aws.launch-hook", "spillway.aws.terminate-hook", "spillway.aws.cloudwatch.namespace", "spillway.termination.grace-period", "high-availability.type", "high-availability.cluster-id"])) == 0
    error_message = "config has a key that follows from other variables, because groups, roles and policies depend on it: spillway.cloud, spillway.metric-sink.group, spillway.metric-sink.job, spillway.aws.launch-hook, spillway.aws.terminate-hook, spillway.aws.cloudwatch.namespace, spillway.termination.grace-period, high-availability.type and high-availability.cluster-id aren't allowed."
  }
}

variable "network" {
  description = "The VPC and its private subnets, one in each zone that VMs may be in. They need a way to S3, Auto Scaling and CloudWatch: NAT, or endpoints. Members of client_security_groups reach the JobManager's REST API and web page."
  type = object({
    vpc_id                 = string
    subnet_ids             = list(string)
    client_security_groups = optional(list(string), [])
  })
  validation {
    condition     = length(var.network.subnet_ids) > 0
    error_message = "network.subnet_ids is empty: at least one subnet is needed."
  }
  validation {
    condition     = length(distinct(var.network.subnet_ids)) == length(var.network.subnet_ids)
    error_message = "network.subnet_ids names a subnet twice."
  }
}

variable "machine_image" {
  description = "What the VMs boot: Amazon Linux 2023 of the architecture, the newest at each apply, or an image of yours (with systemd, bash, curl; a JDK 17, or dnf or apt)."
  type = object({
    architecture = optional(string, "arm64")
    id           = optional(string)
    root_device  = optional(string, "/dev/xvda")
  })
  default = {}
  validation {
    condition     = contains(["arm64", "x86_64"], var.machine_image.architecture)
    error_message = "machine_image.architecture is \"${var.machine_image.architecture}\": arm64 and x86_64 are allowed."
  }
  validation {
    condition     = var.machine_image.id == null || can(regex("^ami-[0-9a-f]+$", var.machine_image.id))
    error_message = "machine_image.id is \"${coalesce(var.machine_image.id, "null")}\": an id such as ami-0123456789abcdef0 is allowed."
  }
}

variable "jobmanager" {
  description = "The JobManager's VM, and whether a second one stands by in another zone (seconds instead of minutes when the first is lost)."
  type = object({
    instance_type = optional(string)
    standby       = optional(bool, false)
    memory        = optional(string, "1600m")
    disk_gb       = optional(number, 20)
  })
  default = {}
  validation {
    condition     = var.jobmanager.instance_type == null || can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", var.jobmanager.instance_type))
    error_message = "jobmanager.instance_type is \"${coalesce(var.jobmanager.instance_type, "null")}\": a type such as m7g.medium is allowed."
  }
  validation {
    condition     = var.jobmanager.instance_type == null || (can(regex("^(a1|[a-z]+[0-9]+g[a-z]*)\\.", var.jobmanager.instance_type)) == (var.machine_image.architecture == "arm64"))
    error_message = "jobmanager.instance_type ${coalesce(var.jobmanager.instance_type, "null")} isn't of the architecture that machine_image.architecture says, ${var.machine_image.architecture}."
  }
  validation {
    condition     = var.jobmanager.disk_gb >= 8 && var.jobmanager.disk_gb <= 16384
    error_message = "jobmanager.disk_gb is ${var.jobmanager.disk_gb}: 8 to 16384 are allowed."
  }
}

variable "taskmanagers" {
  description = "The group of TaskManagers. With more than one instance type all should have the same number of vCPUs. spot: the share of Spot VMs above a base of On-Demand ones. warm_pool: stopped VMs that have booted once, for On-Demand and one instance type."
  type = object({
    min_size             = optional(number, 1)
    max_size             = optional(number, 10)
    instance_types       = optional(list(string))
    disk_gb              = optional(number, 30)
    launch_timeout       = optional(number, 600)
    drain_timeout        = optional(number, 300)
    stop_timeout         = optional(number, 90)
    warmup               = optional(number, 60)
    prepare              = optional(string, "auto")
    termination_policies = optional(list(string), ["OldestLaunchTemplate", "AllocationStrategy", "Default"])
    spot = optional(object({
      on_demand_base      = optional(number, 0)
      spot_percent        = optional(number, 100)
      allocation_strategy = optional(string, "price-capacity-optimized")
      capacity_rebalance  = optional(bool, true)
    }))
    warm_pool = optional(object({
      min_size          = optional(number, 0)
      max_prepared      = optional(number)
      state             = optional(string, "Stopped")
      reuse_on_scale_in = optional(bool, false)
    }))
    instance_refresh = optional(object({
      min_healthy_percent = optional(number, 100)
      max_healthy_percent = optional(number, 120)
    }), {})
  })
  default = {}
  validation {
    condition     = var.taskmanagers.min_size >= 1 && var.taskmanagers.max_size >= var.taskmanagers.min_size && var.taskmanagers.max_size <= 1000
    error_message = "taskmanagers.min_size is ${var.taskmanagers.min_size} and max_size ${var.taskmanagers.max_size}: 1 <= min_size <= max_size <= 1000 is allowed. (A group of 0 has no metric by which it could grow.)"
  }
  validation {
    condition     = var.taskmanagers.instance_types == null || try(length(var.taskmanagers.instance_types), 0) > 0
    error_message = "taskmanagers.instance_types is empty: name at least one, or leave it out."
  }
  validation {
    condition     = alltrue([for t in coalesce(var.taskmanagers.instance_types, []) : can(regex("^[a-z][a-z0-9-]*\\.[a-z0-9-]+$", t))])
    error_message = "taskmanagers.instance_types is ${jsonencode(coalesce(var.taskmanagers.instance_types, []))}: types such as c7g.large are allowed."
  }
  validation {
    condition     = alltrue([for t in coalesce(var.taskmanagers.instance_types, []) : can(regex("^(a1|[a-z]+[0-9]+g[a-z]*)\\.", t)) == (var.machine_image.architecture == "arm64")])
    error_message = "taskmanagers.instance_types ${jsonencode(coalesce(var.taskmanagers.instance_types, []))} aren't all of the architecture that machine_image.architecture says, ${var.machine_image.architecture}."
  }
  validation {
    condition     = var.taskmanagers.disk_gb >= 8 && var.taskmanagers.disk_gb <= 16384
    error_message = "taskmanagers.disk_gb is ${var.taskmanagers.disk_gb}: 8 to 16384 are allowed."
  }
  validation {
    condition     = var.taskmanagers.launch_timeout >= 60 && var.taskmanagers.launch_timeout <= 7200
    error_message = "taskmanagers.launch_timeout is ${var.taskmanagers.launch_timeout}: 60 to 7200 seconds are allowed; boot and join have to fit."
  }
  validation {
    condition     = var.taskmanagers.drain_timeout >= 30 && var.taskmanagers.drain_timeout <= 7200
    error_message = "taskmanagers.drain_timeout is ${var.taskmanagers.drain_timeout}: 30 to 7200 seconds are allowed. It is the terminate hook's; a drain that makes progress extends it."
  }
  validation {
    condition     = var.taskmanagers.stop_timeout >= 10 && var.taskmanagers.stop_timeout <= 3600
    error_message = "taskmanagers.stop_timeout is ${var.taskmanagers.stop_timeout}: 10 to 3600 seconds are allowed."
  }
  validation {
    condition     = var.taskmanagers.warmup >= 0 && var.taskmanagers.warmup <= 3600
    error_message = "taskmanagers.warmup is ${var.taskmanagers.warmup}: 0 to 3600 seconds are allowed."
  }
  validation {
    condition     = contains(["auto", "yes", "no"], var.taskmanagers.prepare)
    error_message = "taskmanagers.prepare is \"${var.taskmanagers.prepare}\": auto, yes and no are allowed."
  }
  validation {
    condition     = length(setsubtract(var.taskmanagers.termination_policies, ["Default", "AllocationStrategy", "OldestInstance", "NewestInstance", "OldestLaunchTemplate", "ClosestToNextInstanceHour"])) == 0
    error_message = "taskmanagers.termination_policies is ${jsonencode(var.taskmanagers.termination_policies)}: Default, AllocationStrategy, OldestInstance, NewestInstance, OldestLaunchTemplate and ClosestToNextInstanceHour are allowed."
  }
  validation {
    condition     = try(var.taskmanagers.spot.on_demand_base, 0) >= 0
    error_message = "taskmanagers.spot.on_demand_base is negative: 0 or more is allowed."
  }
  validation {
    condition     = try(var.taskmanagers.spot.spot_percent >= 0 && var.taskmanagers.spot.spot_percent <= 100, true)
    error_message = "taskmanagers.spot.spot_percent is out of range: 0 to 100 are allowed."
  }
  validation {
    condition     = var.taskmanagers.spot == null || contains(["price-capacity-optimized", "capacity-optimized", "lowest-price"], try(var.taskmanagers.spot.allocation_strategy, ""))
    error_message = "taskmanagers.spot.allocation_strategy isn't known: price-capacity-optimized, capacity-optimized and lowest-price are allowed."
  }
  validation {
    condition     = var.taskmanagers.warm_pool == null || (var.taskmanagers.spot == null && length(coalesce(var.taskmanagers.instance_types, ["one"])) == 1)
    error_message = "taskmanagers.warm_pool is for On-Demand VMs of one instance type: leave out spot, and name one type in instance_types."
  }
  validation {
    condition     = var.taskmanagers.warm_pool == null || contains(["Stopped", "Running"], try(var.taskmanagers.warm_pool.state, ""))
    error_message = "taskmanagers.warm_pool.state isn't known: Stopped and Running are allowed."
  }
  validation {
    condition     = try(var.taskmanagers.instance_refresh.min_healthy_percent >= 50 && var.taskmanagers.instance_refresh.min_healthy_percent <= 100 && var.taskmanagers.instance_refresh.max_healthy_percent >= 100 && var.taskmanagers.instance_refresh.max_healthy_percent - var.taskmanagers.instance_refresh.min_healthy_percent <= 100, true)
    error_message = "taskmanagers.instance_refresh is out of range: min_healthy_percent 50 to 100, max_healthy_percent 100 or more, and at most 100 apart, are allowed."
  }
}

variable "scaling" {
  description = "How the group follows the job's need. namespace: of the metrics in CloudWatch. high_resolution: 10 s instead of 1 min, at CloudWatch's price for it. cpu_guard_percent: a second policy that adds VMs at that CPU load, whatever the job says."
  type = object({
    enabled           = optional(bool, true)
    scale_in          = optional(bool, true)
    namespace         = optional(string, "Spillway")
    high_resolution   = optional(bool, false)
    cpu_guard_percent = optional(number)
  })
  default = {}
  validation {
    condition     = can(regex("^[A-Za-z0-9._/#-]{1,100}$", var.scaling.namespace)) && !startswith(var.scaling.namespace, "AWS/")
    error_message = "scaling.namespace is \"${var.scaling.namespace}\": 1 to 100 letters, digits and . _ / # -, not beginning with AWS/, are allowed."
  }
  validation {
    condition     = try(var.scaling.cpu_guard_percent >= 10 && var.scaling.cpu_guard_percent <= 100, var.scaling.cpu_guard_percent == null)
    error_message = "scaling.cpu_guard_percent is out of range: 10 to 100, or leaving it out, is allowed."
  }
}

variable "storage" {
  description = "Where checkpoints, savepoints and high availability's files are. bucket: an existing one, which is left as it is; without it the module makes one. kms_key_arn: encrypts the bucket that is made, and disks and logs. abandoned_upload_days: after which the bucket deletes uploads that a killed process has left; 0 for no such rule."
  type = object({
    bucket                = optional(string)
    prefix                = optional(string)
    kms_key_arn           = optional(string)
    abandoned_upload_days = optional(number, 7)
    delete_with_contents  = optional(bool, false)
  })
  default = {}
  validation {
    condition     = var.storage.bucket == null || can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.storage.bucket))
    error_message = "storage.bucket is \"${coalesce(var.storage.bucket, "null")}\": a bucket's name, without s3://, is allowed."
  }
  validation {
    condition     = var.storage.prefix == null || can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]*[A-Za-z0-9]$", var.storage.prefix))
    error_message = "storage.prefix is \"${coalesce(var.storage.prefix, "null")}\": letters, digits and . _ / -, without a slash at either end, are allowed."
  }
  validation {
    condition     = var.storage.kms_key_arn == null || can(regex("^arn:[a-z-]+:kms:[a-z0-9-]+:[0-9]{12}:key/", var.storage.kms_key_arn))
    error_message = "storage.kms_key_arn is \"${coalesce(var.storage.kms_key_arn, "null")}\": the ARN of a key (not of an alias) is allowed."
  }
  validation {
    condition     = var.storage.abandoned_upload_days >= 0 && floor(var.storage.abandoned_upload_days) == var.storage.abandoned_upload_days
    error_message = "storage.abandoned_upload_days is ${var.storage.abandoned_upload_days}: a whole number is allowed, 0 for no rule."
  }
}

variable "access" {
  description = "session_manager: a shell on the VMs, and port forwarding to the web page, by AWS Systems Manager. policy_arns: more permissions for the job, such as to read a Kafka cluster; the JobManager and the TaskManagers get them."
  type = object({
    session_manager      = optional(bool, false)
    policy_arns          = optional(map(string), {})
    permissions_boundary = optional(string)
  })
  default = {}
}

variable "observability" {
  description = "Dashboard, alarms with the topics that they go to, and shipping of logs to CloudWatch."
  type = object({
    dashboard          = optional(bool, true)
    alarms             = optional(bool, true)
    alarm_topic_arns   = optional(list(string), [])
    backlog_seconds    = optional(number, 900)
    logs               = optional(bool, false)
    log_retention_days = optional(number, 30)
  })
  default = {}
  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731], var.observability.log_retention_days)
    error_message = "observability.log_retention_days is ${var.observability.log_retention_days}: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545 and 731 are allowed."
  }
  validation {
    condition     = var.observability.backlog_seconds > 0
    error_message = "observability.backlog_seconds is ${var.observability.backlog_seconds}: more than 0 is allowed."
  }
}

variable "tags" {
  description = "Tags of everything. VMs read theirs from the metadata service, so keys have no blanks and no slashes."
  type        = map(string)
  default     = {}
  validation {
    condition     = alltrue([for k in keys(var.tags) : can(regex("^[A-Za-z0-9+=._:@-]{1,128}$", k)) && !startswith(k, "aws:")])
    error_message = "tags has a key that isn't allowed, since VMs read their tags from the metadata service: letters, digits and + = . _ : @ - are, not beginning with aws:. Keys: ${join(", ", keys(var.tags))}."
  }
}
