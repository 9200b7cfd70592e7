use scaffold_model::{Value, digest};

/// Which account and region the sandbox is.
#[derive(Clone, Debug)]
pub struct Place {
    /// Twelve digits.
    pub account: String,
    /// The region.
    pub region: String,
}

impl Place {
    /// The ARN of something of EC2: `vpc`, `vpc-0123`.
    pub fn arn(&self, service: &str, what: &str, id: &str) -> String {
        format!("arn:aws:{service}:{}:{}:{what}/{id}", self.region, self.account)
    }

    /// The ARN of something that goes by its name in a region: `subgrp`, `shop-orders-0123abcd`.
    pub fn arn_in(&self, region: &str, service: &str, what: &str, name: &str) -> String {
        format!("arn:aws:{service}:{region}:{}:{what}:{name}", self.account)
    }

    /// The standard zones by name. Where AWS gives an account other letters than the first three, or
    /// another number, it does here.
    pub fn zones(&self) -> Vec<String> {
        let letters = match self.region.as_str() {
            "us-east-1" => "abcdef",
            "us-west-2" | "ap-northeast-2" => "abcd",
            "us-west-1" => "ac",
            "ap-northeast-1" => "acd",
            "ca-central-1" => "abd",
            _ => "abc",
        };
        letters.chars().map(|letter| format!("{}{letter}", self.region)).collect()
    }
}

impl Place {
    /// What a parameter of Systems Manager holds at first: AWS's own for images name one, others are
    /// not there.
    pub fn parameter(&self, name: &str) -> Value {
        if name.starts_with("/aws/service/ami-") {
            Value::text(format!("ami-0{}", &digest(name.as_bytes())[..16]))
        } else {
            Value::Null
        }
    }
}

/// A number below `limit` that a text stands for.
pub fn scattered(text: &str, limit: u64) -> u64 {
    u64::from_str_radix(&digest(text.as_bytes())[..15], 16).unwrap_or(0) % limit
}
