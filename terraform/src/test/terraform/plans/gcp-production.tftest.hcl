# The example as it is planned with what it asks for, and no more.
mock_provider "google" {
  mock_data "google_project" {
    defaults = { id = "projects/my-project", number = "123456789012" }
  }
}

variables {
  name     = "clicks"
  project  = "my-project"
  artifact = { uri = "gs://artifacts/spillway.tar.gz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  job      = { uri = "gs://artifacts/clicks.jar", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  network  = { vpc_id = "projects/net/global/networks/main", subnet_id = "projects/net/regions/europe-west3/subnetworks/main" }
  kms_key  = "projects/my-project/locations/europe-west3/keyRings/ring/cryptoKeys/key"
}

run "as_it_stands" {
  command = plan
  assert {
    condition     = output.spillway.metric.slots == 4 && output.spillway.storage.bucket == "clicks-123456789012-europe-west3"
    error_message = "VMs have other slots, or state is elsewhere"
  }
}
