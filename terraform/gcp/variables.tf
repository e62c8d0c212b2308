# Everything but name, artifact, job and network has defaults. docs/guide/gcp.md tells what to choose.

variable "name" {
  description = "Names everything that the module makes, and the job in Cloud Monitoring. Two modules in a project must not share it."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,22}[a-z0-9]$", var.name))
    error_message = "name is \"${var.name}\": 2 to 24 lower-case letters, digits and dashes, beginning with a letter and not ending with a dash, are allowed."
  }
}

variable "artifact" {
  description = "Spillway's tarball: where it is (gs://BUCKET/OBJECT or https://…) and its SHA-256."
  type = object({
    uri    = string
    sha256 = string
  })
  validation {
    condition     = can(regex("^(gs://[a-z0-9][a-z0-9._-]*/|https://)[A-Za-z0-9._~/?=&%:-]+$", var.artifact.uri))
    error_message = "artifact.uri is \"${var.artifact.uri}\": gs://BUCKET/OBJECT and https://… are allowed."
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
    condition     = can(regex("^(gs://[a-z0-9][a-z0-9._-]*/|https://)[A-Za-z0-9._~/?=&%:-]+$", var.job.uri))
    error_message = "job.uri is \"${var.job.uri}\": gs://BUCKET/OBJECT and https://… are allowed."
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
    condition     = alltrue([for l in var.libraries : can(regex("^(gs://[a-z0-9][a-z0-9._-]*/|https://)[A-Za-z0-9._~/?=&%:-]+$", l.uri)) && endswith(split("?", l.uri)[0], ".jar")])
    error_message = "libraries has a uri that isn't allowed: gs://BUCKET/OBJECT and https://…, of files whose names end with .jar, are."
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
  description = "Keys of config.yaml, Flink's and Spillway's, with their values. They win over what the module sets. No secrets: whoever may look at VMs or instance templates reads them."
  type        = map(string)
  default     = {}
  validation {
    condition     = alltrue([for k in keys(var.config) : can(regex("^[A-Za-z][A-Za-z0-9_.-]*$", k))])
    error_message = "config has a key that isn't allowed: letters, digits, dots, dashes and underscores are. Keys: ${join(", ", keys(var.config))}."
  }
  validation {
    condition     = length(setintersection(keys(var.config), ["spillway.cloud", "spillway.metric-sink.group", "spillway.metric-sink.job", "spillway.gcp.monitoring.metric-prefix", "spillway.gcp.health-port", "spillway.scale-in.mode", "spillway.termination.grace-period", "high-availability.type", "high-availability.cluster-id"])) == 0
    error_message = "config has a key that follows from other variables, because groups, roles and policies depend on it: spillway.cloud, spillway.metric-sink.group, spillway.metric-sink.job, spillway.gcp.monitoring.metric-prefix, spillway.gcp.health-port, spillway.scale-in.mode, spillway.termination.grace-period, high-availability.type and high-availability.cluster-id aren't allowed."
  }
  validation {
    condition     = can(regex("^[1-9][0-9]{0,3}$", lookup(var.config, "taskmanager.numberOfTaskSlots", "1")))
    error_message = "config has taskmanager.numberOfTaskSlots = ${lookup(var.config, "taskmanager.numberOfTaskSlots", "")}: 1 to 9999 are allowed."
  }
}

variable "network" {
  description = "The VPC network, and a subnet of it in the region that VMs are to be in, which this says. The subnet needs a way to Google's APIs: Private Google Access, and Cloud NAT for what else VMs fetch. zones: those that VMs may be in; without it Google picks three, and machine types that aren't in all of them don't come up there. VMs with one of client_service_accounts reach the JobManager's REST API and web page."
  type = object({
    vpc_id                  = string
    subnet_id               = string
    zones                   = optional(list(string))
    client_service_accounts = optional(list(string), [])
  })
  validation {
    condition     = can(regex("(^|/)projects/[a-z0-9.:-]+/global/networks/[a-z0-9-]+$", var.network.vpc_id))
    error_message = "network.vpc_id is \"${var.network.vpc_id}\": an id such as projects/my-project/global/networks/my-network is allowed."
  }
  validation {
    condition     = can(regex("(^|/)projects/[a-z0-9.:-]+/regions/[a-z0-9-]+/subnetworks/[a-z0-9-]+$", var.network.subnet_id))
    error_message = "network.subnet_id is \"${var.network.subnet_id}\": an id such as projects/my-project/regions/europe-west3/subnetworks/my-subnet is allowed."
  }
  validation {
    condition     = alltrue([for zone in coalesce(var.network.zones, []) : can(regex("^[a-z]+-[a-z]+[0-9]+-[a-z]$", zone))]) && length(distinct(coalesce(var.network.zones, ["one"]))) == length(coalesce(var.network.zones, ["one"]))
    error_message = "network.zones is ${jsonencode(coalesce(var.network.zones, []))}: zones such as europe-west3-a, each once, are allowed."
  }
  validation {
    condition     = alltrue([for zone in coalesce(var.network.zones, []) : strcontains(var.network.subnet_id, "/regions/${replace(zone, "/-[a-z]$/", "")}/")])
    error_message = "network.zones ${jsonencode(coalesce(var.network.zones, []))} aren't all in the region of network.subnet_id, ${var.network.subnet_id}."
  }
  validation {
    condition     = alltrue([for account in var.network.client_service_accounts : can(regex("^[^@ ]+@[a-z0-9.-]+\\.gserviceaccount\\.com$", account))])
    error_message = "network.client_service_accounts is ${jsonencode(var.network.client_service_accounts)}: e-mail addresses of service accounts are allowed."
  }
}

variable "machine_image" {
  description = "What the VMs boot: Debian 12 of the architecture, the newest at each apply, or an image of yours (with systemd, bash, curl and Google's guest environment; a JDK 17, or dnf or apt)."
  type = object({
    architecture = optional(string, "x86_64")
    id           = optional(string)
  })
  default = {}
  validation {
    condition     = contains(["arm64", "x86_64"], var.machine_image.architecture)
    error_message = "machine_image.architecture is \"${var.machine_image.architecture}\": arm64 and x86_64 are allowed."
  }
  validation {
    condition     = var.machine_image.id == null || can(regex("(^|/)projects/[a-z0-9.:-]+/global/images/(family/)?[a-z0-9-]+$", var.machine_image.id))
    error_message = "machine_image.id is \"${coalesce(var.machine_image.id, "null")}\": an id such as projects/my-project/global/images/my-image is allowed."
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
    condition     = var.jobmanager.instance_type == null || can(regex("^[a-z][a-z0-9]*-[a-z0-9-]+$", var.jobmanager.instance_type))
    error_message = "jobmanager.instance_type is \"${coalesce(var.jobmanager.instance_type, "null")}\": a machine type such as e2-medium is allowed."
  }
  validation {
    condition     = var.jobmanager.instance_type == null || (can(regex("^(c4a|n4a|t2a)-", var.jobmanager.instance_type)) == (var.machine_image.architecture == "arm64"))
    error_message = "jobmanager.instance_type ${coalesce(var.jobmanager.instance_type, "null")} isn't of the architecture that machine_image.architecture says, ${var.machine_image.architecture}."
  }
  validation {
    condition     = var.jobmanager.disk_gb >= 10 && var.jobmanager.disk_gb <= 65536
    error_message = "jobmanager.disk_gb is ${var.jobmanager.disk_gb}: 10 to 65536 are allowed."
  }
}

variable "taskmanagers" {
  description = "The group of TaskManagers. With more than one instance type all must have the same number of vCPUs; those at the head are preferred, and of Spot VMs what is to be had. spot: all VMs are Spot VMs, which Google deletes (or stops) when it takes them back. stop_timeout: how long stopping may take; 30 s for Spot VMs, which have no more, and 90 s for others."
  type = object({
    min_size       = optional(number, 1)
    max_size       = optional(number, 10)
    instance_types = optional(list(string))
    disk_gb        = optional(number, 30)
    launch_timeout = optional(number, 600)
    stop_timeout   = optional(number)
    warmup         = optional(number, 60)
    prepare        = optional(string, "auto")
    spot = optional(object({
      termination_action = optional(string, "DELETE")
    }))
    instance_refresh = optional(object({
      max_surge       = optional(number)
      max_unavailable = optional(number, 0)
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
    condition     = alltrue([for t in coalesce(var.taskmanagers.instance_types, []) : can(regex("^[a-z][a-z0-9]*-[a-z0-9-]+$", t))])
    error_message = "taskmanagers.instance_types is ${jsonencode(coalesce(var.taskmanagers.instance_types, []))}: machine types such as n2d-standard-2 are allowed."
  }
  validation {
    condition     = alltrue([for t in coalesce(var.taskmanagers.instance_types, []) : can(regex("^(c4a|n4a|t2a)-", t)) == (var.machine_image.architecture == "arm64")])
    error_message = "taskmanagers.instance_types ${jsonencode(coalesce(var.taskmanagers.instance_types, []))} aren't all of the architecture that machine_image.architecture says, ${var.machine_image.architecture}."
  }
  validation {
    condition     = length(distinct([for t in coalesce(var.taskmanagers.instance_types, []) : try(regex("-(?:custom-)?([0-9]+)(?:-|$)", t)[0], "2")])) <= 1
    error_message = "taskmanagers.instance_types ${jsonencode(coalesce(var.taskmanagers.instance_types, []))} haven't all the same number of vCPUs: the autoscaler divides by the slots of one VM."
  }
  validation {
    condition     = length(distinct([for t in coalesce(var.taskmanagers.instance_types, []) : can(regex("^(c4|c4a|c4d|h4d|m4|n4|n4a|n4d)-", t))])) <= 1
    error_message = "taskmanagers.instance_types ${jsonencode(coalesce(var.taskmanagers.instance_types, []))} need different disks: the newer series (c4, c4a, c4d, h4d, m4, n4, n4a, n4d) take Hyperdisk alone, and the older ones Persistent Disk."
  }
  validation {
    condition     = var.taskmanagers.disk_gb >= 10 && var.taskmanagers.disk_gb <= 65536
    error_message = "taskmanagers.disk_gb is ${var.taskmanagers.disk_gb}: 10 to 65536 are allowed."
  }
  validation {
    condition     = var.taskmanagers.launch_timeout >= 60 && var.taskmanagers.launch_timeout <= 3600
    error_message = "taskmanagers.launch_timeout is ${var.taskmanagers.launch_timeout}: 60 to 3600 seconds are allowed; boot and join have to fit."
  }
  validation {
    condition     = var.taskmanagers.stop_timeout == null || try(var.taskmanagers.stop_timeout >= 10 && var.taskmanagers.stop_timeout <= (var.taskmanagers.spot == null ? 120 : 30), false)
    error_message = "taskmanagers.stop_timeout is ${coalesce(var.taskmanagers.stop_timeout, 0)}: 10 to 120 seconds are allowed, and 10 to 30 with spot; Google gives a VM no more."
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
    condition     = var.taskmanagers.spot == null || contains(["DELETE", "STOP"], try(var.taskmanagers.spot.termination_action, ""))
    error_message = "taskmanagers.spot.termination_action isn't known: DELETE and STOP are allowed."
  }
  validation {
    condition     = var.taskmanagers.instance_refresh.max_unavailable >= 0 && coalesce(var.taskmanagers.instance_refresh.max_surge, 3) >= 0 && coalesce(var.taskmanagers.instance_refresh.max_surge, 3) + var.taskmanagers.instance_refresh.max_unavailable > 0
    error_message = "taskmanagers.instance_refresh is out of range: max_surge and max_unavailable of 0 or more, not both 0, are allowed."
  }
  validation {
    condition     = alltrue([for n in [coalesce(var.taskmanagers.instance_refresh.max_surge, 0), var.taskmanagers.instance_refresh.max_unavailable] : n == 0 || n >= (var.network.zones == null ? 3 : length(var.network.zones))])
    error_message = "taskmanagers.instance_refresh: max_surge and max_unavailable are 0, or no fewer than there are zones (three, without network.zones): a regional group takes no others."
  }
}

variable "scaling" {
  description = "How the group follows the job's need. scale_in_by: jobmanager picks VMs, drains them and then has the group delete them; autoscaler deletes any, which are drained within stop_timeout. namespace: of the metrics in Cloud Monitoring, below custom.googleapis.com. cpu_guard_percent: the autoscaler adds VMs at that CPU load, too, whatever the job says. Without enabled the group has min_size VMs."
  type = object({
    enabled           = optional(bool, true)
    scale_in          = optional(bool, true)
    scale_in_by       = optional(string, "jobmanager")
    namespace         = optional(string, "spillway")
    cpu_guard_percent = optional(number)
  })
  default = {}
  validation {
    condition     = contains(["jobmanager", "autoscaler"], var.scaling.scale_in_by)
    error_message = "scaling.scale_in_by is \"${var.scaling.scale_in_by}\": jobmanager and autoscaler are allowed."
  }
  validation {
    condition     = can(regex("^[A-Za-z0-9_./-]{0,99}[A-Za-z0-9_]$", var.scaling.namespace))
    error_message = "scaling.namespace is \"${var.scaling.namespace}\": 1 to 100 letters, digits and . _ / -, not ending with . / or -, are allowed."
  }
  validation {
    condition     = try(var.scaling.cpu_guard_percent >= 10 && var.scaling.cpu_guard_percent <= 100, var.scaling.cpu_guard_percent == null)
    error_message = "scaling.cpu_guard_percent is out of range: 10 to 100, or leaving it out, is allowed."
  }
}

variable "storage" {
  description = "Where checkpoints, savepoints and high availability's files are. bucket: an existing one of the project, with uniform bucket-level access, whose settings are left as they are; without it the module makes one, in location (the subnet's region). kms_key: encrypts the bucket that is made, and disks. abandoned_upload_days: after which the bucket deletes parts of uploads that a killed process has left; 0 for no such rule."
  type = object({
    bucket                = optional(string)
    prefix                = optional(string)
    location              = optional(string)
    kms_key               = optional(string)
    abandoned_upload_days = optional(number, 7)
    delete_with_contents  = optional(bool, false)
  })
  default = {}
  validation {
    condition     = var.storage.bucket == null || can(regex("^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$", var.storage.bucket))
    error_message = "storage.bucket is \"${coalesce(var.storage.bucket, "null")}\": a bucket's name, without gs://, is allowed."
  }
  validation {
    condition     = var.storage.prefix == null || can(regex("^[A-Za-z0-9][A-Za-z0-9._/-]*[A-Za-z0-9]$", var.storage.prefix))
    error_message = "storage.prefix is \"${coalesce(var.storage.prefix, "null")}\": letters, digits and . _ / -, without a slash at either end, are allowed."
  }
  validation {
    condition     = var.storage.location == null || (var.storage.bucket == null && can(regex("^[A-Za-z0-9-]+$", var.storage.location)))
    error_message = "storage.location is \"${coalesce(var.storage.location, "null")}\": a region or multi-region, such as europe-west3 or EU, is allowed for the bucket that the module makes."
  }
  validation {
    condition     = var.storage.kms_key == null || can(regex("^projects/[^/]+/locations/[^/]+/keyRings/[^/]+/cryptoKeys/[^/]+$", var.storage.kms_key))
    error_message = "storage.kms_key is \"${coalesce(var.storage.kms_key, "null")}\": an id such as projects/my-project/locations/europe-west3/keyRings/my-ring/cryptoKeys/my-key is allowed."
  }
  validation {
    condition     = var.storage.abandoned_upload_days >= 0 && floor(var.storage.abandoned_upload_days) == var.storage.abandoned_upload_days
    error_message = "storage.abandoned_upload_days is ${var.storage.abandoned_upload_days}: a whole number is allowed, 0 for no rule."
  }
}

variable "access" {
  description = "iap_tunnel: a shell on the VMs, and the JobManager's web page, by Identity-Aware Proxy's TCP forwarding, for those who have its role. roles: more for the job, such as to read Pub/Sub, by names of your choice; the JobManager and the TaskManagers get them in the project. role_suffix: of the custom roles' ids, which stay taken for weeks after they were deleted."
  type = object({
    iap_tunnel  = optional(bool, false)
    roles       = optional(map(string), {})
    role_suffix = optional(string, "")
  })
  default = {}
  validation {
    condition     = alltrue([for role in values(var.access.roles) : can(regex("^((projects|organizations)/[^/]+/)?roles/[A-Za-z0-9_.]+$", role))])
    error_message = "access.roles is ${jsonencode(var.access.roles)}: roles such as roles/pubsub.subscriber or projects/my-project/roles/mine are allowed."
  }
  validation {
    condition     = length(setintersection(values(var.access.roles), ["roles/owner", "roles/editor"])) == 0
    error_message = "access.roles has roles/owner or roles/editor: neither is allowed, since a job's code would have the project by it."
  }
  validation {
    condition     = can(regex("^[a-z0-9_]{0,16}$", var.access.role_suffix))
    error_message = "access.role_suffix is \"${var.access.role_suffix}\": up to 16 lower-case letters, digits and underscores are allowed."
  }
}

variable "observability" {
  description = "Dashboard, alert policies with the notification channels that they go to, and shipping of logs to Cloud Logging by Google's Ops Agent."
  type = object({
    dashboard       = optional(bool, true)
    alarms          = optional(bool, true)
    alarm_channels  = optional(list(string), [])
    backlog_seconds = optional(number, 900)
    logs            = optional(bool, false)
  })
  default = {}
  validation {
    condition     = alltrue([for channel in var.observability.alarm_channels : can(regex("^projects/[^/]+/notificationChannels/[^/]+$", channel))])
    error_message = "observability.alarm_channels is ${jsonencode(var.observability.alarm_channels)}: ids such as projects/my-project/notificationChannels/123 are allowed."
  }
  validation {
    condition     = var.observability.backlog_seconds > 0
    error_message = "observability.backlog_seconds is ${var.observability.backlog_seconds}: more than 0 is allowed."
  }
}

variable "tags" {
  description = "Labels of everything that has labels."
  type        = map(string)
  default     = {}
  validation {
    condition     = alltrue([for k, v in var.tags : can(regex("^[a-z][a-z0-9_-]{0,62}$", k)) && can(regex("^[a-z0-9_-]{0,63}$", v))])
    error_message = "tags has a label that isn't allowed: lower-case letters, digits, dashes and underscores are, 63 at most, and a key begins with a letter. It is ${jsonencode(var.tags)}."
  }
}
