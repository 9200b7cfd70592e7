// Takes orders in, and hands the work on.
import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';

const sqs = new SQSClient({});

export const handler = async (request) => {
    if (request.requestContext.http.method !== 'POST') {
        return { statusCode: 200, body: JSON.stringify({ orders: 'POST /' }) };
    }
    await sqs.send(new SendMessageCommand({ QueueUrl: process.env.JOBS, MessageBody: request.body }));
    return { statusCode: 202 };
};
