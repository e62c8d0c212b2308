variable "name" {
  description = "Names everything."
  type        = string
}

variable "region" {
  description = "Where."
  type        = string
}

variable "artifact" {
  description = "Spillway's tarball: uri and sha256."
  type        = object({ uri = string, sha256 = string })
}

variable "job" {
  description = "The job's jar: uri, sha256, class, arguments."
  type = object({
    uri       = string
    sha256    = string
    class     = optional(string)
    arguments = optional(list(string), [])
  })
}

variable "libraries" {
  description = "Connectors: uri and sha256 of each jar."
  type        = list(object({ uri = string, sha256 = string }))
  default     = []
}

variable "network" {
  description = "VPC, private subnets in three zones, and the security groups of those who may use the web page."
  type = object({
    vpc_id                 = string
    subnet_ids             = list(string)
    client_security_groups = optional(list(string), [])
  })
}

variable "config" {
  description = "More keys of config.yaml."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "Key for the bucket, the disks and the logs. Its policy must let Auto Scaling's service-linked role and CloudWatch Logs use it."
  type        = string
}

variable "job_policy_arns" {
  description = "What the job may beside: reading a Kafka cluster, for instance."
  type        = map(string)
  default     = {}
}

variable "permissions_boundary" {
  description = "Of the VMs' roles."
  type        = string
  default     = null
}

variable "alarm_topic_arns" {
  description = "Topics that alarms go to."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Of everything."
  type        = map(string)
  default     = {}
}
