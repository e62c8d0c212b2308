# Values that are refused, and what is said. A test runs this file beside those of the module, and
# wants each line after "says" in what Terraform prints.
mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name     = "clicks"
  artifact = { uri = "s3://artifacts/spillway.tar.gz", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  job      = { uri = "https://example.com/clicks.jar", sha256 = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
  network  = { vpc_id = "vpc-1", subnet_ids = ["subnet-1", "subnet-2"] }
}

run "too_long" {
  command = plan
  variables {
    # says: bytes when compressed, and 16384 are allowed: shorten config, libraries or job.arguments
    # Nothing that a packer could make small.
    config = { for i in range(600) : "key${i}" => sha256(tostring(i)) }
  }
}
