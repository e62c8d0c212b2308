# One service account for each kind of VM, with roles of its own; docs/guide/gcp-iam.md gives the reason
# for every permission.
locals {
  accounts = {
    jobmanager   = "${var.name}-jobm"
    taskmanagers = "${var.name}-taskm"
  }

  members = { for kind, account in google_service_account.vm : kind => "serviceAccount:${account.email}" }

  # An id that was deleted can't be given again for up to 37 days.
  role_prefix = "${replace(var.name, "-", "_")}${var.access.role_suffix == "" ? "" : "_${var.access.role_suffix}"}"

  scales_in = var.scaling.enabled && var.scaling.scale_in && var.scaling.scale_in_by == "jobmanager"

  log_permissions = var.observability.logs ? ["logging.logEntries.create"] : []

  # In the project: none of these can be granted on less.
  project_permissions = { for kind, permissions in {
    jobmanager = concat(
      ["monitoring.timeSeries.create"],
      local.scales_in ? local.scale_in_permissions : [],
      local.log_permissions,
    )
    taskmanagers = local.log_permissions
  } : kind => permissions if length(permissions) > 0 }

  # To look at the group and its autoscaler, to delete VMs that have been drained, and to hear whether
  # the group has taken that on.
  scale_in_permissions = [
    "compute.autoscalers.get",
    "compute.instanceGroupManagers.get",
    "compute.instanceGroupManagers.update",
    "compute.regionOperations.get",
  ]

  state_permissions = [
    "storage.objects.create",
    "storage.objects.delete",
    "storage.objects.get",
    "storage.objects.list",
  ]

  # Both read the tarball and the libraries; only the JobManager reads the job's jar.
  artifacts = {
    jobmanager   = concat([var.artifact.uri, var.job.uri], var.libraries[*].uri)
    taskmanagers = concat([var.artifact.uri], var.libraries[*].uri)
  }
  artifact_objects = { for kind, uris in local.artifacts :
    kind => [for uri in distinct(uris) : regex("^gs://([^/]+)/(.+)$", uri) if startswith(uri, "gs://")]
  }
  # A condition takes no more than a dozen of operators.
  artifact_grants = merge([for kind, objects in local.artifact_objects : merge([
    for bucket in distinct([for object in objects : object[0]]) : {
      for i, keys in chunklist([for object in objects : object[1] if object[0] == bucket], 10) :
      "${kind}-${bucket}-${i}" => { kind = kind, bucket = bucket, keys = keys }
    }
  ]...)]...)
}

resource "google_service_account" "vm" {
  for_each     = local.accounts
  account_id   = each.value
  display_name = "Spillway ${each.key} of ${var.name}"
}

resource "google_project_iam_custom_role" "vm" {
  for_each    = local.project_permissions
  role_id     = "${local.role_prefix}_${each.key}"
  title       = "Spillway ${each.key} of ${var.name}"
  description = "What VMs of this kind may do in the project."
  permissions = each.value
}

resource "google_project_iam_member" "vm" {
  for_each = local.project_permissions
  project  = local.project
  role     = google_project_iam_custom_role.vm[each.key].id
  member   = local.members[each.key]
}

resource "google_project_iam_custom_role" "state" {
  role_id     = "${local.role_prefix}_state"
  title       = "Spillway state of ${var.name}"
  description = "Checkpoints, savepoints and high availability's files."
  permissions = local.state_permissions
}

# Objects below the prefix. Names of others can be listed: Cloud Storage knows no such limit.
resource "google_storage_bucket_iam_member" "state" {
  for_each = local.accounts
  bucket   = local.bucket
  role     = google_project_iam_custom_role.state.id
  member   = local.members[each.key]

  condition {
    title       = "spillway-${var.name}"
    description = "The bucket's list, and objects below ${local.prefix}/."
    expression  = "resource.type == \"storage.googleapis.com/Bucket\" || resource.name.startsWith(\"projects/_/buckets/${local.bucket}/objects/${local.prefix}/\")"
  }
}

# A role of Google's, since the bucket may be another project's. By the condition it lets VMs read, and
# not list.
resource "google_storage_bucket_iam_member" "artifacts" {
  for_each = local.artifact_grants
  bucket   = each.value.bucket
  role     = "roles/storage.objectViewer"
  member   = local.members[each.value.kind]

  condition {
    title       = "spillway-${each.key}"
    description = "What the ${each.value.kind} of ${var.name} fetches when it boots."
    expression  = join(" || ", [for key in each.value.keys : "resource.name == \"projects/_/buckets/${each.value.bucket}/objects/${key}\""])
  }
}

# What the job may beside.
resource "google_project_iam_member" "job" {
  for_each = { for pair in setproduct(keys(local.accounts), keys(var.access.roles)) :
    "${pair[0]}-${pair[1]}" => { kind = pair[0], role = var.access.roles[pair[1]] }
  }
  project = local.project
  role    = each.value.role
  member  = local.members[each.value.kind]
}
