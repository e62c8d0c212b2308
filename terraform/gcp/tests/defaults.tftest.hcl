# What name, artifact, job and network alone give.
mock_provider "google" {
  source = "./tests/mocks"
}

variables {
  name     = "clicks"
  artifact = { uri = "gs://artifacts/1/spillway.tar.gz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  job      = { uri = "https://example.com/clicks.jar", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  network  = { vpc_id = "projects/net/global/networks/main", subnet_id = "projects/net/regions/europe-west3/subnetworks/main" }
}

run "defaults" {
  command = plan
  assert {
    condition     = data.google_compute_image.debian[0].family == "debian-12" && data.google_compute_image.debian[0].project == "debian-cloud"
    error_message = "the image isn't Debian 12 for x86_64"
  }
  assert {
    condition = alltrue([for t in google_compute_region_instance_template.vm :
    length(t.network_interface) == 1 && length(t.network_interface[0].access_config) == 0 && t.network_interface[0].subnetwork == "projects/net/regions/europe-west3/subnetworks/main"])
    error_message = "a VM has a public address, or is in another subnet"
  }
  assert {
    condition     = alltrue([for t in google_compute_region_instance_template.vm : t.shielded_instance_config[0].enable_secure_boot && t.shielded_instance_config[0].enable_vtpm && t.shielded_instance_config[0].enable_integrity_monitoring])
    error_message = "a VM isn't shielded"
  }
  assert {
    condition     = alltrue([for t in google_compute_region_instance_template.vm : t.metadata["enable-oslogin"] == "TRUE" && t.metadata["block-project-ssh-keys"] == "TRUE"])
    error_message = "keys of the project open the VMs"
  }
  assert {
    condition     = alltrue([for t in google_compute_region_instance_template.vm : t.scheduling[0].provisioning_model == "STANDARD" && t.scheduling[0].automatic_restart && t.scheduling[0].instance_termination_action == null])
    error_message = "Spot VMs, and nobody asked for them"
  }
  assert {
    condition     = google_compute_region_instance_template.vm["taskmanagers"].machine_type == "n2d-standard-2" && google_compute_region_instance_template.vm["jobmanager"].machine_type == "e2-medium" && google_compute_region_instance_template.vm["taskmanagers"].disk[0].disk_type == "pd-balanced"
    error_message = "other machine types, or another disk"
  }
  assert {
    condition     = google_compute_region_instance_group_manager.jobmanager.target_size == 1
    error_message = "more than one JobManager"
  }
  assert {
    condition = alltrue([for g in [google_compute_region_instance_group_manager.jobmanager, google_compute_region_instance_group_manager.taskmanagers] :
    g.region == "europe-west3" && g.update_policy[0].type == "PROACTIVE" && g.update_policy[0].max_unavailable_fixed == 0 && g.update_policy[0].max_surge_fixed == 3 && g.instance_lifecycle_policy[0].default_action_on_failure == "REPAIR"])
    error_message = "old VMs go before new ones come, or nobody repairs a VM"
  }
  assert {
    condition     = google_compute_region_instance_group_manager.taskmanagers.auto_healing_policies[0].initial_delay_sec == 600 && google_compute_health_check.vm["taskmanagers"].http_health_check[0].port == 8088 && google_compute_health_check.vm["taskmanagers"].http_health_check[0].request_path == "/health" && google_compute_health_check.vm["jobmanager"].tcp_health_check[0].port == 8081
    error_message = "another sign of life"
  }
  assert {
    condition     = length(google_compute_region_instance_group_manager.taskmanagers.instance_flexibility_policy) == 0
    error_message = "more than one machine type, and nobody asked for them"
  }
  assert {
    condition     = [for p in google_compute_region_autoscaler.taskmanagers[0].autoscaling_policy : "${p.mode} ${p.min_replicas} ${p.max_replicas} ${p.cooldown_period}"] == ["ONLY_SCALE_OUT 1 10 60"]
    error_message = "the autoscaler takes VMs away, or has other limits"
  }
  assert {
    condition     = [for m in google_compute_region_autoscaler.taskmanagers[0].autoscaling_policy[0].metric : "${m.name} / ${m.single_instance_assignment}"] == ["custom.googleapis.com/spillway/required_slots / 2"]
    error_message = "the autoscaler follows another metric, or divides by other slots"
  }
  assert {
    condition     = google_compute_region_autoscaler.taskmanagers[0].autoscaling_policy[0].metric[0].filter == "resource.type = \"generic_task\" AND resource.labels.job = \"clicks\" AND resource.labels.namespace = \"clicks-taskmanagers\""
    error_message = "the metric has other labels"
  }
  assert {
    condition     = strcontains(local.startup_script.taskmanagers, "taskmanager.numberOfTaskSlots: \"2\"") && strcontains(local.startup_script.taskmanagers, "spillway.gcp.health-port: \"8088\"") && strcontains(local.startup_script.jobmanager, "spillway.gcp.monitoring.metric-prefix: \"custom.googleapis.com/spillway\"")
    error_message = "TaskManagers offer other slots than the autoscaler divides by, or health and metrics are elsewhere than looked for"
  }
  assert {
    condition     = strcontains(local.startup_script.jobmanager, "spillway.scale-in.mode: \"jobmanager\"")
    error_message = "nobody takes VMs away"
  }
  assert {
    condition     = google_storage_bucket.state[0].name == "clicks-123456789012-europe-west3" && google_storage_bucket.state[0].location == "europe-west3" && !google_storage_bucket.state[0].force_destroy
    error_message = "the bucket has another name or is elsewhere, or goes with what is in it"
  }
  assert {
    condition     = google_storage_bucket.state[0].uniform_bucket_level_access && google_storage_bucket.state[0].public_access_prevention == "enforced" && !google_storage_bucket.state[0].versioning[0].enabled && google_storage_bucket.state[0].soft_delete_policy[0].retention_duration_seconds == 0
    error_message = "the bucket is open, or keeps what was deleted"
  }
  assert {
    condition     = toset([for r in google_storage_bucket.state[0].lifecycle_rule : "${one(r.action).type} ${one(r.condition).age} ${join(",", coalesce(one(r.condition).matches_suffix, []))}"]) == toset(["AbortIncompleteMultipartUpload 7 ", "Delete 7 .spillway-part"])
    error_message = "abandoned uploads aren't deleted, or other things are"
  }
  assert {
    condition     = output.storage.checkpoints == "gs://clicks-123456789012-europe-west3/clicks/checkpoints"
    error_message = "checkpoints are elsewhere"
  }
  assert {
    condition     = toset(google_project_iam_custom_role.vm["jobmanager"].permissions) == toset(["monitoring.timeSeries.create", "compute.autoscalers.get", "compute.instanceGroupManagers.get", "compute.instanceGroupManagers.update", "compute.regionOperations.get"]) && length(google_project_iam_custom_role.vm) == 1
    error_message = "the JobManager may do more or less in the project, or TaskManagers may do anything there"
  }
  assert {
    condition     = keys(google_storage_bucket_iam_member.artifacts) == ["jobmanager-artifacts-0", "taskmanagers-artifacts-0"] && alltrue([for m in google_storage_bucket_iam_member.artifacts : m.condition[0].expression == "resource.name == \"projects/_/buckets/artifacts/objects/1/spillway.tar.gz\""])
    error_message = "VMs may read more of the bucket with the tarball, or less"
  }
  assert {
    condition     = alltrue([for m in google_storage_bucket_iam_member.state : endswith(m.condition[0].expression, "resource.name.startsWith(\"projects/_/buckets/clicks-123456789012-europe-west3/objects/clicks/\")")])
    error_message = "VMs reach more of the bucket than the prefix, or less"
  }
  assert {
    condition     = length(google_compute_firewall.flink) == 7 && length(google_compute_firewall.google) == 2 && alltrue([for f in google_compute_firewall.flink : f.project == "net"])
    error_message = "there are other ways in, or the rules are in another project than the network"
  }
  assert {
    condition     = [for d in google_compute_firewall.others.deny : join(" ", d.ports)] == ["6121-6126 8081"]
    error_message = "what a rule of the network's own allows reaches Flink's ports"
  }
  assert {
    condition     = length(google_monitoring_alert_policy.fleet) == 5 && length(google_monitoring_dashboard.fleet) == 1
    error_message = "dashboard or alerts are missing"
  }
  assert {
    condition     = google_monitoring_alert_policy.fleet["backlog"].conditions[0].condition_prometheus_query_language[0].query == "min_over_time(custom_googleapis_com:spillway_backlog_seconds{monitored_resource=\"generic_task\",job=\"clicks\",namespace=\"clicks-taskmanagers\"}[15m]) > 900"
    error_message = "the alert is about something else"
  }
  assert {
    condition     = google_monitoring_alert_policy.fleet["surplus"].conditions[0].condition_prometheus_query_language[0].query == "min_over_time((sum(compute_googleapis_com:instance_group_size{monitored_resource=\"instance_group\",instance_group_name=\"clicks-taskmanagers\"}) - clamp_min(1.1 * max(custom_googleapis_com:spillway_required_task_managers{monitored_resource=\"generic_task\",job=\"clicks\",namespace=\"clicks-taskmanagers\"}), 1))[1h:1m]) > 0"
    error_message = "what is too many is something else"
  }
  assert {
    condition     = strcontains(local.startup_script.jobmanager, "jobmanager.rpc.address: \"@address@\"") && !strcontains(local.startup_script.taskmanagers, "SPILLWAY_JOB_URI='") && strcontains(local.startup_script.taskmanagers, "SPILLWAY_STOP_SECONDS='90'")
    error_message = "the start-up scripts are for another role, or stop in another time"
  }
}

run "arm64_can_be_had" {
  command = plan
  variables {
    machine_image = { architecture = "arm64" }
    taskmanagers  = { spot = {} }
  }
  assert {
    condition     = data.google_compute_image.debian[0].family == "debian-12-arm64"
    error_message = "the image isn't of the architecture"
  }
  assert {
    condition     = local.jobmanager_type == "c4a-standard-1" && join(" ", local.taskmanager_types) == "c4a-standard-2" && alltrue([for t in google_compute_region_instance_template.vm : t.disk[0].disk_type == "hyperdisk-balanced"])
    error_message = "the types aren't of the architecture, or have disks that they don't take"
  }
}

run "an_image_of_ones_own" {
  command = plan
  variables {
    machine_image = { id = "projects/mine/global/images/spillway-1" }
  }
  assert {
    condition     = length(data.google_compute_image.debian) == 0 && google_compute_region_instance_template.vm["taskmanagers"].disk[0].source_image == "projects/mine/global/images/spillway-1"
    error_message = "the image isn't the one that was given"
  }
}
