# The example as it is planned for an empty project. What the bucket's objects are read from is any file.
mock_provider "google" {}

variables {
  project = "my-project"
  tarball = "main.tf"
  job_jar = "job.jar"
}

run "from_nothing" {
  command = plan
  assert {
    condition     = module.spillway.groups == { jobmanager = "spillway-jobmanager", taskmanagers = "spillway-taskmanagers" }
    error_message = "the groups have other names"
  }
}
