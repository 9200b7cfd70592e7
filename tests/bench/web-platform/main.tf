# What blueprints/web-platform.toml describes, as an engineer writes it for Terraform without modules of others:
# the same network, balancer, fleet, databases, cache, bucket, function and CDN, with the same rights and rules.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "certificate" {
  type    = string
  default = "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d"
}

variable "image" {
  type    = string
  default = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64"
}

variable "protected" {
  type    = bool
  default = true
}

locals {
  name  = "web-platform"
  zones = { a = 0, b = 1, c = 2 }
}

data "aws_region" "here" {}

# The network: three zones, a public, a private and an isolated subnet in each, a NAT gateway in each.

resource "aws_vpc" "main" {
  cidr_block           = "10.0.0.0/16"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = "${local.name}-main" }
}

resource "aws_default_security_group" "closed" {
  vpc_id = aws_vpc.main.id
}

resource "aws_default_route_table" "empty" {
  default_route_table_id = aws_vpc.main.default_route_table_id
  route                  = []
}

resource "aws_internet_gateway" "main" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "${local.name}-main" }
}

resource "aws_subnet" "public" {
  for_each                = local.zones
  vpc_id                  = aws_vpc.main.id
  availability_zone       = "${data.aws_region.here.name}${each.key}"
  cidr_block              = cidrsubnet(aws_vpc.main.cidr_block, 5, each.value)
  map_public_ip_on_launch = true
  tags                    = { Name = "${local.name}-public-${each.key}" }
}

resource "aws_subnet" "private" {
  for_each          = local.zones
  vpc_id            = aws_vpc.main.id
  availability_zone = "${data.aws_region.here.name}${each.key}"
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 5, 8 + each.value)
  tags              = { Name = "${local.name}-private-${each.key}" }
}

resource "aws_subnet" "isolated" {
  for_each          = local.zones
  vpc_id            = aws_vpc.main.id
  availability_zone = "${data.aws_region.here.name}${each.key}"
  cidr_block        = cidrsubnet(aws_vpc.main.cidr_block, 5, 16 + each.value)
  tags              = { Name = "${local.name}-isolated-${each.key}" }
}

resource "aws_eip" "nat" {
  for_each = local.zones
  domain   = "vpc"
  tags     = { Name = "${local.name}-nat-${each.key}" }
}

resource "aws_nat_gateway" "main" {
  for_each      = local.zones
  subnet_id     = aws_subnet.public[each.key].id
  allocation_id = aws_eip.nat[each.key].id
  tags          = { Name = "${local.name}-${each.key}" }
  depends_on    = [aws_internet_gateway.main]
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "${local.name}-public" }
}

resource "aws_route" "internet" {
  route_table_id         = aws_route_table.public.id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.main.id
}

resource "aws_route_table_association" "public" {
  for_each       = local.zones
  subnet_id      = aws_subnet.public[each.key].id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table" "private" {
  for_each = local.zones
  vpc_id   = aws_vpc.main.id
  tags     = { Name = "${local.name}-private-${each.key}" }
}

resource "aws_route" "nat" {
  for_each               = local.zones
  route_table_id         = aws_route_table.private[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.main[each.key].id
}

resource "aws_route_table_association" "private" {
  for_each       = local.zones
  subnet_id      = aws_subnet.private[each.key].id
  route_table_id = aws_route_table.private[each.key].id
}

resource "aws_route_table" "isolated" {
  vpc_id = aws_vpc.main.id
  tags   = { Name = "${local.name}-isolated" }
}

resource "aws_route_table_association" "isolated" {
  for_each       = local.zones
  subnet_id      = aws_subnet.isolated[each.key].id
  route_table_id = aws_route_table.isolated.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = aws_vpc.main.id
  service_name = "com.amazonaws.${data.aws_region.here.name}.s3"
  route_table_ids = concat(
    [aws_route_table.public.id, aws_route_table.isolated.id],
    values(aws_route_table.private)[*].id,
  )
  tags = { Name = "${local.name}-s3" }
}

# Who may talk to whom.

resource "aws_security_group" "edge" {
  name   = "${local.name}-edge"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "web" {
  name   = "${local.name}-web"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "orders" {
  name   = "${local.name}-orders"
  vpc_id = aws_vpc.main.id
}

resource "aws_security_group" "pages" {
  name   = "${local.name}-pages"
  vpc_id = aws_vpc.main.id
}

resource "aws_vpc_security_group_egress_rule" "all" {
  for_each = {
    edge   = aws_security_group.edge.id
    web    = aws_security_group.web.id
    orders = aws_security_group.orders.id
    pages  = aws_security_group.pages.id
  }
  security_group_id = each.value
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}

data "aws_ec2_managed_prefix_list" "cloudfront" {
  name = "com.amazonaws.global.cloudfront.origin-facing"
}

resource "aws_vpc_security_group_ingress_rule" "edge" {
  security_group_id = aws_security_group.edge.id
  prefix_list_id    = data.aws_ec2_managed_prefix_list.cloudfront.id
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_ingress_rule" "web_from_edge" {
  security_group_id            = aws_security_group.web.id
  referenced_security_group_id = aws_security_group.edge.id
  ip_protocol                  = "tcp"
  from_port                    = 8080
  to_port                      = 8080
}

resource "aws_vpc_security_group_ingress_rule" "orders_from_web" {
  security_group_id            = aws_security_group.orders.id
  referenced_security_group_id = aws_security_group.web.id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_vpc_security_group_ingress_rule" "pages_from_web" {
  security_group_id            = aws_security_group.pages.id
  referenced_security_group_id = aws_security_group.web.id
  ip_protocol                  = "tcp"
  from_port                    = 6379
  to_port                      = 6379
}

# The balancer.

resource "aws_lb" "edge" {
  name                       = "${local.name}-edge"
  load_balancer_type         = "application"
  subnets                    = values(aws_subnet.public)[*].id
  security_groups            = [aws_security_group.edge.id]
  drop_invalid_header_fields = true
  enable_deletion_protection = var.protected
}

resource "aws_lb_target_group" "web" {
  name                 = "${local.name}-web"
  vpc_id               = aws_vpc.main.id
  port                 = 8080
  protocol             = "HTTP"
  deregistration_delay = 60
  health_check {
    path                = "/health"
    matcher             = "200"
    interval            = 15
    timeout             = 5
    healthy_threshold   = 2
    unhealthy_threshold = 3
  }
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type = "redirect"
    redirect {
      port        = "443"
      protocol    = "HTTPS"
      status_code = "HTTP_301"
    }
  }
}

resource "aws_lb_listener" "https" {
  load_balancer_arn = aws_lb.edge.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.certificate
  ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}

# The fleet.

data "aws_ssm_parameter" "image" {
  name = var.image
}

data "aws_iam_policy_document" "instances" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "web" {
  statement {
    actions   = ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    resources = ["${aws_s3_bucket.assets.arn}/*"]
  }
}

resource "aws_iam_role" "web" {
  name               = "${local.name}-web"
  assume_role_policy = data.aws_iam_policy_document.instances.json
}

resource "aws_iam_role_policy" "web" {
  name   = "access"
  role   = aws_iam_role.web.id
  policy = data.aws_iam_policy_document.web.json
}

resource "aws_iam_instance_profile" "web" {
  name = "${local.name}-web"
  role = aws_iam_role.web.name
}

resource "aws_launch_template" "web" {
  name                   = "${local.name}-web"
  image_id               = data.aws_ssm_parameter.image.value
  instance_type          = "m7g.large"
  vpc_security_group_ids = [aws_security_group.web.id]
  iam_instance_profile {
    arn = aws_iam_instance_profile.web.arn
  }
  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "required"
  }
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_size = 20
      volume_type = "gp3"
      encrypted   = true
    }
  }
}

resource "aws_autoscaling_group" "web" {
  name                      = "${local.name}-web"
  min_size                  = 2
  max_size                  = 12
  vpc_zone_identifier       = values(aws_subnet.private)[*].id
  target_group_arns         = [aws_lb_target_group.web.arn]
  health_check_type         = "ELB"
  health_check_grace_period = 120
  launch_template {
    id      = aws_launch_template.web.id
    version = aws_launch_template.web.latest_version
  }
  instance_refresh {
    strategy = "Rolling"
    preferences {
      min_healthy_percentage = 90
      instance_warmup        = 120
    }
  }
  tag {
    key                 = "Name"
    value               = "${local.name}-web"
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_policy" "cpu" {
  name                   = "${local.name}-cpu"
  autoscaling_group_name = aws_autoscaling_group.web.name
  policy_type            = "TargetTrackingScaling"
  target_tracking_configuration {
    target_value = 50
    predefined_metric_specification {
      predefined_metric_type = "ASGAverageCPUUtilization"
    }
  }
}

# The database: a primary over two zones and two replicas. RDS refuses replicas of a primary whose password it
# manages itself, so that one is made up here.

resource "aws_db_subnet_group" "orders" {
  name       = "${local.name}-orders"
  subnet_ids = values(aws_subnet.private)[*].id
}

resource "aws_db_parameter_group" "orders" {
  name   = "${local.name}-orders"
  family = "postgres16"
}

data "aws_secretsmanager_random_password" "orders" {
  password_length    = 32
  exclude_characters = "/@\"' \\"
}

resource "aws_secretsmanager_secret" "orders" {
  name = "${local.name}-orders"
}

resource "aws_secretsmanager_secret_version" "orders" {
  secret_id     = aws_secretsmanager_secret.orders.id
  secret_string = jsonencode({ username = "app", password = data.aws_secretsmanager_random_password.orders.random_password })
  lifecycle {
    ignore_changes = [secret_string]
  }
}

resource "aws_db_instance" "orders" {
  identifier                          = "${local.name}-orders"
  engine                              = "postgres"
  engine_version                      = "16"
  instance_class                      = "db.r7g.large"
  allocated_storage                   = 100
  max_allocated_storage               = 500
  storage_type                        = "gp3"
  storage_encrypted                   = true
  multi_az                            = true
  db_name                             = "orders"
  username                            = "app"
  password                            = jsondecode(aws_secretsmanager_secret_version.orders.secret_string).password
  db_subnet_group_name                = aws_db_subnet_group.orders.name
  parameter_group_name                = aws_db_parameter_group.orders.name
  vpc_security_group_ids              = [aws_security_group.orders.id]
  backup_retention_period             = 7
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  copy_tags_to_snapshot               = true
  deletion_protection                 = var.protected
  final_snapshot_identifier           = "${local.name}-orders-final"
}

resource "aws_db_instance" "replica" {
  count                               = 2
  identifier                          = "${local.name}-orders-${count.index + 1}"
  replicate_source_db                 = aws_db_instance.orders.identifier
  instance_class                      = "db.r7g.large"
  storage_encrypted                   = true
  copy_tags_to_snapshot               = true
  parameter_group_name                = aws_db_parameter_group.orders.name
  vpc_security_group_ids              = [aws_security_group.orders.id]
  iam_database_authentication_enabled = true
  performance_insights_enabled        = true
  deletion_protection                 = var.protected
  skip_final_snapshot                 = true
}

# The cache.

resource "aws_elasticache_subnet_group" "pages" {
  name       = "${local.name}-pages"
  subnet_ids = values(aws_subnet.private)[*].id
}

resource "aws_elasticache_replication_group" "pages" {
  replication_group_id       = "${local.name}-pages"
  description                = "pages"
  engine                     = "valkey"
  engine_version             = "8.0"
  node_type                  = "cache.r7g.large"
  num_cache_clusters         = 2
  automatic_failover_enabled = true
  multi_az_enabled           = true
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  snapshot_retention_limit   = 1
  subnet_group_name          = aws_elasticache_subnet_group.pages.name
  security_group_ids         = [aws_security_group.pages.id]
  final_snapshot_identifier  = "${local.name}-pages-final"
}

# The bucket: private, read by the CDN alone.

resource "aws_s3_bucket" "assets" {
  bucket = "${local.name}-assets-123456789012-${data.aws_region.here.name}"
}

resource "aws_s3_bucket_versioning" "assets" {
  bucket = aws_s3_bucket.assets.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_public_access_block" "assets" {
  bucket                  = aws_s3_bucket.assets.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

data "aws_iam_policy_document" "assets" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.assets.arn}/*"]
    principals {
      type        = "Service"
      identifiers = ["cloudfront.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "AWS:SourceArn"
      values   = [aws_cloudfront_distribution.front.arn]
    }
  }
}

resource "aws_s3_bucket_policy" "assets" {
  bucket     = aws_s3_bucket.assets.id
  policy     = data.aws_iam_policy_document.assets.json
  depends_on = [aws_s3_bucket_public_access_block.assets]
}

# The function that makes thumbnails of what is uploaded. `thumbnail.zip` is zipped by a script beforehand.

data "aws_iam_policy_document" "functions" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "thumbnail" {
  statement {
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.thumbnail.arn}:*"]
  }
  statement {
    actions   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    resources = ["${aws_s3_bucket.assets.arn}/*"]
  }
  statement {
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.assets.arn]
  }
}

resource "aws_cloudwatch_log_group" "thumbnail" {
  name              = "/aws/lambda/${local.name}-thumbnail"
  retention_in_days = 30
}

resource "aws_iam_role" "thumbnail" {
  name               = "${local.name}-thumbnail"
  assume_role_policy = data.aws_iam_policy_document.functions.json
}

resource "aws_iam_role_policy" "thumbnail" {
  name   = "access"
  role   = aws_iam_role.thumbnail.id
  policy = data.aws_iam_policy_document.thumbnail.json
}

resource "aws_lambda_function" "thumbnail" {
  function_name    = "${local.name}-thumbnail"
  role             = aws_iam_role.thumbnail.arn
  filename         = "${path.module}/thumbnail.zip"
  source_code_hash = filebase64sha256("${path.module}/thumbnail.zip")
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  architectures    = ["arm64"]
  memory_size      = 256
  timeout          = 10
  logging_config {
    log_format = "Text"
    log_group  = aws_cloudwatch_log_group.thumbnail.name
  }
  depends_on = [aws_iam_role_policy.thumbnail]
}

resource "aws_lambda_permission" "uploads" {
  statement_id   = "uploads"
  function_name  = aws_lambda_function.thumbnail.function_name
  action         = "lambda:InvokeFunction"
  principal      = "s3.amazonaws.com"
  source_arn     = aws_s3_bucket.assets.arn
  source_account = "123456789012"
}

resource "aws_s3_bucket_notification" "assets" {
  bucket = aws_s3_bucket.assets.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.thumbnail.arn
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "uploads/"
  }
  depends_on = [aws_lambda_permission.uploads]
}

# The CDN over balancer and bucket.

data "aws_cloudfront_cache_policy" "disabled" {
  name = "Managed-CachingDisabled"
}

data "aws_cloudfront_cache_policy" "optimized" {
  name = "Managed-CachingOptimized"
}

data "aws_cloudfront_origin_request_policy" "all" {
  name = "Managed-AllViewerExceptHostHeader"
}

data "aws_cloudfront_response_headers_policy" "security" {
  name = "Managed-SecurityHeadersPolicy"
}

resource "aws_cloudfront_origin_access_control" "assets" {
  name                              = "${local.name}-assets"
  origin_access_control_origin_type = "s3"
  signing_behavior                  = "always"
  signing_protocol                  = "sigv4"
}

resource "aws_cloudfront_distribution" "front" {
  enabled         = true
  is_ipv6_enabled = true
  http_version    = "http2and3"
  price_class     = "PriceClass_100"
  aliases         = ["shop.example.com"]

  origin {
    origin_id   = "web"
    domain_name = "origin.shop.example.com"
    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "https-only"
      origin_ssl_protocols   = ["TLSv1.2"]
    }
  }

  origin {
    origin_id                = "assets"
    domain_name              = aws_s3_bucket.assets.bucket_regional_domain_name
    origin_access_control_id = aws_cloudfront_origin_access_control.assets.id
  }

  default_cache_behavior {
    target_origin_id           = "web"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = data.aws_cloudfront_cache_policy.disabled.id
    origin_request_policy_id   = data.aws_cloudfront_origin_request_policy.all.id
    response_headers_policy_id = data.aws_cloudfront_response_headers_policy.security.id
  }

  ordered_cache_behavior {
    path_pattern               = "/assets/*"
    target_origin_id           = "assets"
    viewer_protocol_policy     = "redirect-to-https"
    allowed_methods            = ["GET", "HEAD"]
    cached_methods             = ["GET", "HEAD"]
    compress                   = true
    cache_policy_id            = data.aws_cloudfront_cache_policy.optimized.id
    response_headers_policy_id = data.aws_cloudfront_response_headers_policy.security.id
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    acm_certificate_arn      = var.certificate
    ssl_support_method       = "sni-only"
    minimum_protocol_version = "TLSv1.2_2021"
  }
}

output "url" {
  value = "https://shop.example.com"
}

output "alias" {
  value = aws_cloudfront_distribution.front.domain_name
}
