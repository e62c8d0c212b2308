# What the optional parts of the variables change.
mock_provider "google" {
  source = "./tests/mocks"
}

variables {
  name     = "clicks"
  artifact = { uri = "gs://artifacts/1/spillway.tar.gz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  job      = { uri = "https://example.com/clicks.jar", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  network  = { vpc_id = "projects/net/global/networks/main", subnet_id = "projects/net/regions/europe-west3/subnetworks/main" }
}

run "spot_of_several_types" {
  command = plan
  variables {
    taskmanagers = {
      instance_types = ["n2d-standard-4", "n2-standard-4"]
      spot           = { termination_action = "STOP" }
    }
  }
  assert {
    condition     = [for s in google_compute_region_instance_template.vm["taskmanagers"].scheduling : "${s.provisioning_model} ${s.preemptible} ${s.automatic_restart} ${s.on_host_maintenance} ${s.instance_termination_action}"] == ["SPOT true false TERMINATE STOP"]
    error_message = "no Spot VM, or one that ends otherwise"
  }
  assert {
    condition     = google_compute_region_instance_template.vm["jobmanager"].scheduling[0].provisioning_model == "STANDARD"
    error_message = "the JobManager is on a Spot VM"
  }
  assert {
    condition     = [for s in google_compute_region_instance_group_manager.taskmanagers.instance_flexibility_policy[0].instance_selections : "${s.rank} ${join(" ", sort(s.machine_types))}"] == ["1 n2-standard-4 n2d-standard-4"]
    error_message = "the group takes other types, or prefers one of them"
  }
  assert {
    condition     = google_compute_region_instance_group_manager.taskmanagers.distribution_policy_target_shape == "ANY"
    error_message = "the group wants zones alike, whether there are Spot VMs or not"
  }
  assert {
    condition     = google_compute_region_autoscaler.taskmanagers[0].autoscaling_policy[0].metric[0].single_instance_assignment == 4 && strcontains(local.startup_script.taskmanagers, "SPILLWAY_STOP_SECONDS='30'")
    error_message = "the slots aren't a VM's vCPUs, or stopping takes longer than Google waits"
  }
}

run "types_in_an_order" {
  command = plan
  variables {
    taskmanagers = { instance_types = ["n2d-standard-4", "n2-custom-4-8192"] }
  }
  assert {
    condition     = toset([for s in google_compute_region_instance_group_manager.taskmanagers.instance_flexibility_policy[0].instance_selections : "${s.rank} ${join(" ", s.machine_types)}"]) == toset(["1 n2d-standard-4", "2 n2-custom-4-8192"])
    error_message = "the first type isn't preferred"
  }
}

run "slots_of_ones_own" {
  command = plan
  variables {
    config = { "taskmanager.numberOfTaskSlots" = "6" }
  }
  assert {
    condition     = google_compute_region_autoscaler.taskmanagers[0].autoscaling_policy[0].metric[0].single_instance_assignment == 6 && output.metric.slots == 6
    error_message = "the autoscaler divides by other slots than TaskManagers offer"
  }
}

run "the_autoscaler_scales_in" {
  command = plan
  variables {
    scaling = { scale_in_by = "autoscaler", cpu_guard_percent = 85 }
  }
  assert {
    condition     = google_compute_region_autoscaler.taskmanagers[0].autoscaling_policy[0].mode == "ON" && google_compute_region_autoscaler.taskmanagers[0].autoscaling_policy[0].cpu_utilization[0].target == 0.85
    error_message = "the autoscaler doesn't take VMs away, or has no CPU guard"
  }
  assert {
    condition     = toset(google_project_iam_custom_role.vm["jobmanager"].permissions) == toset(["monitoring.timeSeries.create"])
    error_message = "the JobManager may delete VMs, and needn't"
  }
  assert {
    condition     = strcontains(local.startup_script.jobmanager, "spillway.scale-in.mode: \"cloud\"")
    error_message = "both take VMs away"
  }
}

run "no_scale_in" {
  command = plan
  variables {
    scaling = { scale_in = false, scale_in_by = "autoscaler" }
  }
  assert {
    condition     = !contains(keys(google_monitoring_alert_policy.fleet), "surplus")
    error_message = "what is meant to stay is an alert"
  }
  assert {
    condition     = google_compute_region_autoscaler.taskmanagers[0].autoscaling_policy[0].mode == "ONLY_SCALE_OUT"
    error_message = "the autoscaler takes VMs away"
  }
}

run "no_autoscaler_without_scaling" {
  command = plan
  variables {
    scaling      = { enabled = false }
    taskmanagers = { min_size = 4 }
  }
  assert {
    condition     = length(google_compute_region_autoscaler.taskmanagers) == 0 && google_compute_region_instance_group_manager.taskmanagers.target_size == 4
    error_message = "an autoscaler is there, or nobody says how many VMs"
  }
}

run "a_bucket_that_is_there" {
  command = plan
  variables {
    storage = { bucket = "state-of-many", prefix = "jobs/clicks" }
  }
  assert {
    condition     = length(google_storage_bucket.state) == 0
    error_message = "the module makes a bucket, and there was one"
  }
  assert {
    condition     = output.storage.high_availability == "gs://state-of-many/jobs/clicks/ha"
    error_message = "state is elsewhere"
  }
  assert {
    condition     = alltrue([for m in google_storage_bucket_iam_member.state : m.bucket == "state-of-many" && endswith(m.condition[0].expression, "/objects/jobs/clicks/\")")])
    error_message = "VMs reach more of the bucket than the prefix, or less"
  }
}

run "a_key_of_ones_own" {
  command = plan
  variables {
    storage       = { kms_key = "projects/p/locations/europe-west3/keyRings/r/cryptoKeys/k", location = "EU", abandoned_upload_days = 0 }
    observability = { logs = true }
  }
  assert {
    condition     = google_storage_bucket.state[0].encryption[0].default_kms_key_name == "projects/p/locations/europe-west3/keyRings/r/cryptoKeys/k" && google_storage_bucket.state[0].location == "EU" && length(google_storage_bucket.state[0].lifecycle_rule) == 0
    error_message = "the bucket isn't encrypted by the key, or is elsewhere, or has rules"
  }
  assert {
    condition     = alltrue([for t in google_compute_region_instance_template.vm : t.disk[0].disk_encryption_key[0].kms_key_self_link == "projects/p/locations/europe-west3/keyRings/r/cryptoKeys/k"])
    error_message = "the disks aren't encrypted by the key"
  }
  assert {
    condition     = alltrue([for r in google_project_iam_custom_role.vm : contains(r.permissions, "logging.logEntries.create")]) && length(google_project_iam_custom_role.vm) == 2 && strcontains(local.startup_script.taskmanagers, "SPILLWAY_LOGS='yes'")
    error_message = "nobody ships the logs, or nobody may"
  }
}

run "a_standby_and_people_who_watch" {
  command = plan
  variables {
    jobmanager = { standby = true, instance_type = "n2d-standard-2" }
    network = {
      vpc_id                  = "projects/net/global/networks/main"
      subnet_id               = "projects/net/regions/europe-west3/subnetworks/main"
      zones                   = ["europe-west3-a", "europe-west3-b"]
      client_service_accounts = ["me@p.iam.gserviceaccount.com"]
    }
    access        = { iap_tunnel = true, roles = { pubsub = "roles/pubsub.subscriber" }, role_suffix = "2" }
    observability = { dashboard = false, alarms = false }
  }
  assert {
    condition     = google_compute_region_instance_group_manager.jobmanager.target_size == 2 && google_compute_region_instance_group_manager.jobmanager.update_policy[0].max_surge_fixed == 2
    error_message = "nobody stands by, or the surge isn't of the zones"
  }
  assert {
    condition     = toset(google_compute_region_instance_group_manager.taskmanagers.distribution_policy_zones) == toset(["europe-west3-a", "europe-west3-b"])
    error_message = "VMs are in other zones"
  }
  assert {
    condition     = toset(google_compute_firewall.flink["clients-rest"].source_service_accounts) == toset(["me@p.iam.gserviceaccount.com"]) && toset(one(google_compute_firewall.google["jobmanager-iap"].allow).ports) == toset(["8081", "22"])
    error_message = "clients don't reach the REST API, or nobody by Identity-Aware Proxy"
  }
  assert {
    condition     = toset([for m in google_project_iam_member.job : m.role]) == toset(["roles/pubsub.subscriber"]) && length(google_project_iam_member.job) == 2
    error_message = "the job's roles are missing"
  }
  assert {
    condition     = google_project_iam_custom_role.state.role_id == "clicks_2_state"
    error_message = "roles have other ids"
  }
  assert {
    condition     = length(google_monitoring_dashboard.fleet) == 0 && length(google_monitoring_alert_policy.fleet) == 0 && output.dashboard == null
    error_message = "dashboard or alerts are there"
  }
}

run "artifacts_in_buckets" {
  command = plan
  variables {
    job       = { uri = "gs://jobs/clicks.jar", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
    libraries = [for i in range(12) : { uri = "gs://artifacts/lib/${i}.jar", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }]
  }
  assert {
    condition     = { for key, m in google_storage_bucket_iam_member.artifacts : key => length(split("||", m.condition[0].expression)) } == { jobmanager-artifacts-0 = 10, jobmanager-artifacts-1 = 3, jobmanager-jobs-0 = 1, taskmanagers-artifacts-0 = 10, taskmanagers-artifacts-1 = 3 }
    error_message = "VMs may read other objects, or a condition is longer than Google takes"
  }
}

run "what_the_user_sets_wins" {
  command = plan
  variables {
    config = { "taskmanager.bind-host" = "it's", "execution.checkpointing.dir" = "gs://other/place" }
  }
  assert {
    condition     = strcontains(local.startup_script.taskmanagers, "taskmanager.bind-host: \"it'\\''s\"") && strcontains(local.startup_script.jobmanager, "execution.checkpointing.dir: \"gs://other/place\"")
    error_message = "a key of the user's doesn't win, or its quotes break the start-up script"
  }
}
