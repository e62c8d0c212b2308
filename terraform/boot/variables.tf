# Checked by the module that calls this one.

variable "cloud" {
  description = "The cloud plugin's name: aws or gcp."
  type        = string
}

variable "name" {
  description = "The fleet's and the job's name."
  type        = string
}

variable "groups" {
  description = "Names of the groups that the VMs belong to."
  type        = object({ jobmanager = string, taskmanagers = string })
}

variable "state" {
  description = "Where checkpoints, savepoints and high availability's files are, such as s3://BUCKET/PREFIX."
  type        = string
}

variable "artifact" {
  description = "The tarball."
  type        = object({ uri = string, sha256 = string })
}

variable "job" {
  description = "The job's jar."
  type        = object({ uri = string, sha256 = string, class = optional(string), arguments = optional(list(string), []) })
}

variable "libraries" {
  description = "Jars for the class path."
  type        = list(object({ uri = string, sha256 = string }))
}

variable "config" {
  description = "Keys of config.yaml that win over all others."
  type        = map(string)
}

variable "cloud_config" {
  description = "Keys of config.yaml that the cloud adds for each kind of VM."
  type        = object({ jobmanager = map(string), taskmanagers = map(string) })
}

variable "variables" {
  description = "Variables of the boot script that the cloud adds for each kind of VM."
  type        = object({ jobmanager = map(string), taskmanagers = map(string) })
}

variable "jobmanager_memory" {
  description = "jobmanager.memory.process.size."
  type        = string
}

variable "launch_timeout" {
  description = "How long a TaskManager's group waits for it, in seconds."
  type        = number
}

variable "stop_timeout" {
  description = "How long stopping a TaskManager may take, in seconds."
  type        = number
}

variable "prepare" {
  description = "Whether a TaskManager rehearses at its first boot: yes, no or auto."
  type        = string
}
