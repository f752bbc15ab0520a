import { Server } from '@grpc/grpc-js';
import { GossipService, type IGossipServer } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import { ClusterInfo, EndPoint, MemberInfo } from '@eventstore/db-client/generated/gossip_pb.js';
import {
  type IServerFeaturesServer,
  ServerFeaturesService,
} from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import { SupportedMethod, SupportedMethods } from '@eventstore/db-client/generated/serverfeatures_pb.js';
import { type IStreamsServer, StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { append } from './append.js';
import { batchAppend } from './batch-append.js';
import { deleteStream, tombstone } from './delete.js';
import { read } from './read.js';
import { type Member, type Serving } from './serving.js';
import { uuidMessage } from './uuid.js';

/** The release whose answers these are. */
const VERSION = '23.10.6';

/** The server takes no message of 16 MiB or more. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024 - 1;

export function grpcServer(serving: Serving): Server {
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
  const streams: Pick<IStreamsServer, 'append' | 'batchAppend' | 'read' | 'delete' | 'tombstone'> = {
    append: (call, answer) => append(serving, call, answer),
    batchAppend: (call) => batchAppend(serving, call),
    read: (call) => void read(serving, call),
    delete: (call, answer) => deleteStream(serving, call, answer),
    tombstone: (call, answer) => tombstone(serving, call, answer),
  };
  const features: Pick<IServerFeaturesServer, 'getSupportedMethods'> = {
    getSupportedMethods: (_call, answer) => answer(null, supportedMethods()),
  };
  const gossip: Pick<IGossipServer, 'read'> = {
    read: (_call, answer) => answer(null, clusterInfo(serving.members())),
  };
  server.addService(StreamsService, streams);
  server.addService(ServerFeaturesService, features);
  server.addService(GossipService, gossip);
  return server;
}

function supportedMethods(): SupportedMethods {
  const features: Readonly<Record<string, readonly string[]>> = { read: ['position', 'events'] };
  const methods = Object.keys(StreamsService).map((name) => {
    const method = new SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName(name.toLowerCase());
    method.setFeaturesList([...(features[name] ?? [])]);
    return method;
  });
  const supported = new SupportedMethods();
  supported.setEventStoreServerVersion(VERSION);
  supported.setMethodsList(methods);
  return supported;
}

function clusterInfo(members: readonly Member[]): ClusterInfo {
  const info = new ClusterInfo();
  info.setMembersList(members.map(memberInfo));
  return info;
}

function memberInfo({ endpoint, isAlive, isLeader }: Member, at: number): MemberInfo {
  const address = new EndPoint();
  address.setAddress(endpoint.host);
  address.setPort(endpoint.port);
  const member = new MemberInfo();
  member.setInstanceId(uuidMessage(`00000000-0000-4000-8000-00000000000${at + 1}`));
  member.setTimeStamp(`${Date.now()}0000`);
  member.setState(isLeader ? MemberInfo.VNodeState.LEADER : MemberInfo.VNodeState.FOLLOWER);
  member.setIsAlive(isAlive);
  member.setHttpEndPoint(address);
  return member;
}
