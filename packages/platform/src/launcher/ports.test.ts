import { describe, expect, it } from '@jest/globals';
import { chooseFreePorts, choosePorts, defaultPorts, portsOfInstances, portVariable } from './ports.ts';
import { productTopology } from './topology.ts';

describe('ports', () => {
  it('differ for every process of the product', () => {
    const ports = Object.values(defaultPorts(productTopology));
    expect(new Set(ports).size).toBe(ports.length);
    expect(ports.every((port) => port < 32_768)).toBe(true);
    expect(choosePorts(productTopology, {})).toEqual(defaultPorts(productTopology));
  });

  it('differ for every instance, which callers can all be told', () => {
    const ports = defaultPorts(productTopology, 3);
    expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
    expect(portsOfInstances(ports, 'order')).toEqual([7102, 8102, 9102]);
    expect(portsOfInstances(defaultPorts(productTopology), 'order')).toEqual([7102]);
  });

  it('are taken from the command line, else the environment, else moved by the offset', () => {
    const ports = choosePorts(productTopology, {
      named: { gateway: 9080 },
      environment: {
        COUNTERSIGN_PORT_GATEWAY: '9999',
        COUNTERSIGN_PORT_SECOND_FACTOR_OPS: '9001',
        COUNTERSIGN_PORT_INBOX: '',
      },
      offset: 100,
    });
    expect(ports).toMatchObject({ gateway: 9080, 'second-factor-ops': 9001, inbox: 8125, catalog: 7201 });
    expect(portVariable('second-factor-ops')).toBe('COUNTERSIGN_PORT_SECOND_FACTOR_OPS');
  });

  it.each([
    [{ named: { nobody: 1 } }, /no process is named nobody; there are gateway,/],
    [{ named: { gateway: 0 } }, /gateway has no usable port: 0; choose one from 1 to 65535: --port gateway=/],
    [{ environment: { COUNTERSIGN_PORT_SMTP: 'x' } }, /smtp has no usable port: x;/],
    [{ named: { inbox: 8080 } }, /gateway and inbox are both given port 8080/],
  ])('are refused for %j', (wishes, message) => {
    expect(() => choosePorts(productTopology, wishes)).toThrow(message);
  });

  it('can all be any free ones', async () => {
    const ports = await chooseFreePorts(productTopology);
    expect(Object.keys(ports)).toEqual(Object.keys(defaultPorts(productTopology)));
    expect(new Set(Object.values(ports)).size).toBe(Object.keys(ports).length);
  });
});
