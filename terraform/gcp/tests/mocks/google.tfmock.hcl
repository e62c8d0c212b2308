# What Google would answer, as far as the module looks at it.
mock_data "google_project" {
  defaults = { id = "projects/my-project", number = "123456789012" }
}
mock_data "google_compute_image" {
  defaults = { self_link = "https://www.googleapis.com/compute/v1/projects/debian-cloud/global/images/debian-12-v20261101" }
}
