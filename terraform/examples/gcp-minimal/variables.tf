variable "project" {
  description = "The project's id."
  type        = string
}

variable "name" {
  description = "Names everything."
  type        = string
  default     = "spillway"
}

variable "region" {
  description = "Where."
  type        = string
  default     = "europe-west3"
}

variable "tarball" {
  description = "Spillway's tarball on this machine."
  type        = string
}

variable "job_jar" {
  description = "The job's jar on this machine."
  type        = string
}

variable "job_arguments" {
  description = "Arguments of the job's main class."
  type        = list(string)
  default     = []
}

variable "max_taskmanagers" {
  description = "What the bill is capped by."
  type        = number
  default     = 4
}

variable "delete_state_too" {
  description = "Whether `terraform destroy` deletes checkpoints and savepoints."
  type        = bool
  default     = false
}
