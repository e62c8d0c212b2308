variable "name" {
  description = "Names everything."
  type        = string
}

variable "project" {
  description = "The project's id."
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
  description = "Network, subnet, zones, and the service accounts of those who may use the web page."
  type = object({
    vpc_id                  = string
    subnet_id               = string
    zones                   = optional(list(string))
    client_service_accounts = optional(list(string), [])
  })
}

variable "config" {
  description = "More keys of config.yaml."
  type        = map(string)
  default     = {}
}

variable "kms_key" {
  description = "Key for the bucket and the disks. Cloud Storage's and Compute Engine's service agents must be allowed to encrypt and decrypt by it."
  type        = string
}

variable "job_roles" {
  description = "What the job may beside: reading Pub/Sub, for instance."
  type        = map(string)
  default     = {}
}

variable "alarm_channels" {
  description = "Notification channels that alerts go to."
  type        = list(string)
  default     = []
}

variable "tags" {
  description = "Labels of everything."
  type        = map(string)
  default     = {}
}
