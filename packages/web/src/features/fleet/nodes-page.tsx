import { fleetEndpoints } from "@halcyon/contracts";
import "./fleet.css";
import { FleetList } from "./list/list-page.tsx";
import { hrefOfNode, nodeKey, useNodeColumns } from "./node/node-columns.tsx";
import { nodesPage } from "./pages.ts";

const phases = ["Ready", "NotReady", "Cordoned"];

export function Page() {
  return (
    <FleetList
      page={nodesPage}
      endpoint={fleetEndpoints.nodeWatch}
      columns={useNodeColumns()}
      keyOf={nodeKey}
      hrefOf={hrefOfNode}
      withNamespace={false}
      phases={phases}
    />
  );
}
