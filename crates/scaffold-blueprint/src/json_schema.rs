//! The JSON Schema of a blueprint, for editors (`#:schema`).

use scaffold_model::{KindSchema, MAX_USER_TAGS, Schema};
use serde_json::{Map, Value as Json, json};

use crate::blueprint::Catalogue;
use crate::frame_schema::{
    BLUEPRINT, LONGEST_BLOCK_NAME, LONGEST_NAME, MOVED, OVERLAY, VARIABLE, VARIABLE_NAME, VERSION,
};
use crate::json_types::{IdPatterns, NAME, expression, id_pattern, table};
use crate::tags::{LONGEST_KEY, LONGEST_VALUE};

/// The JSON Schema (2020-12) of a blueprint.
pub fn json_schema(catalogue: &Catalogue) -> Json {
    let kinds = catalogue.kinds.iter();
    let ids: IdPatterns =
        kinds.filter_map(|schema| Some((schema.kind.clone(), id_pattern(&schema.facts)?))).collect();
    let mut properties = frame();
    let mut definitions = Map::new();
    definitions.insert("expression".to_owned(), expression());
    definitions.insert("tags".to_owned(), tags());
    definitions.insert("blueprint".to_owned(), blueprint(&ids));
    definitions.insert("variable".to_owned(), of_frame(&VARIABLE, &ids));
    definitions.insert("moved".to_owned(), of_frame(&MOVED, &ids));
    definitions.insert("overlay".to_owned(), of_frame(&OVERLAY, &ids));
    for schema in &catalogue.blocks {
        definitions.insert(schema.name.clone(), block(schema, &ids));
        properties.insert(schema.name.clone(), named(&schema.name, schema.doc));
    }
    for kind in &catalogue.kinds {
        definitions.insert(kind.kind.to_string(), resource(kind, &ids));
        let service = properties
            .entry(kind.kind.service())
            .or_insert_with(|| json!({ "type": "object", "properties": {}, "additionalProperties": false }));
        service["properties"][kind.kind.kind()] = named(kind.kind.as_str(), kind.schema.doc);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "scaffold blueprint",
        "description": "Infrastructure on AWS, version 1 of the language.",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "$defs": definitions,
    })
}

fn frame() -> Map<String, Json> {
    let name = format!("^{VARIABLE_NAME}$");
    let mut properties = Map::new();
    properties.insert("blueprint".to_owned(), json!({ "$ref": "#/$defs/blueprint" }));
    properties.insert(
        "variables".to_owned(),
        json!({
            "type": "object",
            "description": VARIABLE.doc,
            "propertyNames": { "pattern": name },
            "additionalProperties": { "$ref": "#/$defs/variable" },
        }),
    );
    properties.insert(
        "outputs".to_owned(),
        json!({
            "type": "object",
            "description": "What the stack tells others once it is applied.",
            "propertyNames": { "pattern": name },
        }),
    );
    properties.insert(
        "moved".to_owned(),
        json!({ "type": "array", "description": MOVED.doc, "items": { "$ref": "#/$defs/moved" } }),
    );
    properties.insert("overlay".to_owned(), json!({ "$ref": "#/$defs/overlay" }));
    properties
}

/// Tables by a name of the user's.
fn named(definition: &str, doc: &str) -> Json {
    json!({
        "type": "object",
        "description": doc,
        "propertyNames": { "pattern": format!("^{NAME}$"), "maxLength": LONGEST_BLOCK_NAME },
        "additionalProperties": { "$ref": format!("#/$defs/{definition}") },
    })
}

fn of_frame(schema: &Schema, ids: &IdPatterns) -> Json {
    table(schema.doc, &schema.attributes, &schema.rules, ids)
}

fn blueprint(ids: &IdPatterns) -> Json {
    let mut schema = of_frame(&BLUEPRINT, ids);
    let properties = &mut schema["properties"];
    properties["version"] = json!({ "const": VERSION, "description": "Version of the language." });
    properties["name"]["pattern"] = json!(format!("^{NAME}$|\\$\\{{"));
    properties["name"]["maxLength"] = json!(LONGEST_NAME);
    properties["region"]["pattern"] = json!("^[a-z]{2,}(-[a-z]+)+-[0-9]{1,2}$|\\$\\{");
    properties["account"]["pattern"] = json!("^[0-9]{12}$|\\$\\{");
    properties["role"]["pattern"] = json!("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$|\\$\\{");
    properties["tags"] = tags_of("Tags of every resource.");
    // One file of several says only a part of it.
    if let Some(table) = schema.as_object_mut() {
        table.remove("required");
    }
    schema
}

fn block(schema: &Schema, ids: &IdPatterns) -> Json {
    let mut json = table(schema.doc, &schema.attributes, &schema.rules, ids);
    json["properties"]["tags"] = tags_of("Tags of every resource of the block.");
    json["properties"]["ignore"] = ignore();
    json["properties"]["adjust"] = json!({
        "type": "object",
        "description": "What shall be different in a part: `[vpc.main.adjust.\"subnet.public-1\"]`.",
        "propertyNames": { "pattern": "^[a-z0-9_-]+(\\.[a-z0-9_-]+)*$" },
        "additionalProperties": { "type": "object" },
    });
    json
}

fn resource(kind: &KindSchema, ids: &IdPatterns) -> Json {
    let schema = &kind.schema;
    let mut json = table(schema.doc, &schema.attributes, &schema.rules, ids);
    if kind.is_taggable() {
        json["properties"]["tags"] = tags_of("Its tags.");
    }
    json["properties"]["ignore"] = ignore();
    json
}

fn ignore() -> Json {
    json!({
        "type": "array",
        "description": "Attributes that are left to others.",
        "items": { "type": "string", "pattern": "^[a-z][a-z0-9_]*$" },
    })
}

fn tags_of(doc: &str) -> Json {
    json!({ "$ref": "#/$defs/tags", "description": doc })
}

fn tags() -> Json {
    json!({
        "type": "object",
        "maxProperties": MAX_USER_TAGS,
        "propertyNames": {
            "minLength": 1,
            "maxLength": LONGEST_KEY,
            "pattern": "^(?![aA][wW][sS]:|scaffold:)[\\p{L}\\p{M}\\p{N} _.:/=+\\-@]*$",
        },
        "additionalProperties": {
            "anyOf": [
                {
                    "type": "string",
                    "maxLength": LONGEST_VALUE,
                    "pattern": "^[\\p{L}\\p{M}\\p{N} _.:/=+\\-@]*$",
                },
                { "type": "string", "pattern": "\\$\\{" },
            ],
        },
    })
}
