/// A starter blueprint.
#[derive(Debug)]
pub struct Template {
    /// What a user types.
    pub name: &'static str,
    /// What it is.
    pub about: &'static str,
    /// Its files, by name.
    pub files: &'static [(&'static str, &'static str)],
}

/// Every template, simplest first. The texts are the gallery's own.
pub static TEMPLATES: &[Template] = &[
    Template {
        name: "minimal",
        about: "one network over three zones",
        files: &[("blueprint.toml", include_str!("../../../blueprints/minimal.toml"))],
    },
    Template {
        name: "office-access",
        about: "a private network, reached by Session Manager alone",
        files: &[("blueprint.toml", include_str!("../../../blueprints/office-access.toml"))],
    },
    Template {
        name: "web",
        about: "a balancer before two groups that scale and talk to each other",
        files: &[("blueprint.toml", include_str!("../../../blueprints/web.toml"))],
    },
    Template {
        name: "blue-green",
        about: "two groups behind one listener, traffic by weight",
        files: &[("blueprint.toml", include_str!("../../../blueprints/blue-green.toml"))],
    },
    Template {
        name: "network",
        about: "a network and a database that other stacks use",
        files: &[("blueprint.toml", include_str!("../../../blueprints/network.toml"))],
    },
    Template {
        name: "app",
        about: "an application in the network of the stack before",
        files: &[("blueprint.toml", include_str!("../../../blueprints/app.toml"))],
    },
    Template {
        name: "read-heavy",
        about: "a database with five replicas and a sharded cache behind a fleet",
        files: &[("blueprint.toml", include_str!("../../../blueprints/read-heavy.toml"))],
    },
    Template {
        name: "static-site",
        about: "a web site of files: a private bucket behind CloudFront",
        files: &[("blueprint.toml", include_str!("../../../blueprints/static-site.toml"))],
    },
    Template {
        name: "serverless-api",
        about: "functions, queues and a schedule behind CloudFront, no servers",
        files: &[
            ("blueprint.toml", include_str!("../../../blueprints/serverless-api.toml")),
            ("functions/api/index.mjs", include_str!("../../../blueprints/functions/api/index.mjs")),
            ("functions/worker/index.mjs", include_str!("../../../blueprints/functions/worker/index.mjs")),
        ],
    },
    Template {
        name: "web-platform",
        about: "a whole web shop: network, balancer, fleet, database, cache, files, function, CDN",
        files: &[
            ("blueprint.toml", include_str!("../../../blueprints/web-platform.toml")),
            (
                "functions/thumbnail/index.mjs",
                include_str!("../../../blueprints/functions/thumbnail/index.mjs"),
            ),
        ],
    },
];
