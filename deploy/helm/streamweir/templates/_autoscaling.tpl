{{/* As many workers as the delay asks for. By seconds and not by entries: how many entries one worker settles in a second is not known,
     and differs from stage to stage. By Prometheus and not by KEDA's redis-streams scaler, which knows no ages.

     Stages that an operator has paused, or that a limit holds, are left out: more workers do not help them. If all are, the value
     is 0; if nobody exports anything, there is none, and the fallback decides. */}}
{{- define "streamweir.secondsBehind" -}}
{{- $on := "redis, redis_namespace, pipeline, stage" }}
{{- $labels := list (printf "redis=%s" (quote .root.Values.redis.name)) (printf "redis_namespace=%s" (quote .root.Values.redis.namespace)) }}
{{- with .group.pipelines }}{{ $labels = append $labels (printf "pipeline=~%s" (join "|" . | quote)) }}{{ end }}
{{- with .group.stages }}{{ $labels = append $labels (printf "stage=~%s" (join "|" . | quote)) }}{{ end }}
{{- $these := printf "{%s}" (join ", " $labels) -}}
max(
  max by ({{ $on }}) (streamweir_oldest_waiting_seconds{{ $these }} >= 0)
  unless on ({{ $on }}) max by ({{ $on }}) (streamweir_stage_paused{{ $these }}) == 1
  unless on ({{ $on }}) max by ({{ $on }}) (max_over_time(streamweir_lane_throttled{{ $these }}[1m])) == 1
) or 0 * max(streamweir_oldest_waiting_seconds{{ $these }} >= 0)
{{- end }}

{{- define "streamweir.scaledObject" }}
{{- $scaling := .group.autoscaling }}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: {{ .fullName }}
  labels:
    {{- include "streamweir.labels" .parts | nindent 4 }}
spec:
  scaleTargetRef:
    name: {{ .fullName }}
  minReplicaCount: {{ $scaling.min }}
  maxReplicaCount: {{ $scaling.max }}
  pollingInterval: 15
  fallback:
    failureThreshold: 4
    replicas: {{ $scaling.fallbackReplicas }}
    # A fleet that has grown for a reason keeps its size while nobody knows better.
    behavior: currentReplicasIfHigher
  advanced:
    horizontalPodAutoscalerConfig:
      behavior:
        # Joining is cheap, leaving hands entries back: up at once, at most twofold each minute; down slowly.
        scaleUp:
          stabilizationWindowSeconds: 0
          policies:
            - type: Percent
              value: 100
              periodSeconds: 60
        scaleDown:
          stabilizationWindowSeconds: 300
          policies:
            - type: Pods
              value: 1
              periodSeconds: 60
  triggers:
    - type: prometheus
      # The pods that there are, times seconds behind, by the seconds that are accepted.
      metricType: Value
      metadata:
        serverAddress: {{ $scaling.prometheus | quote }}
        query: |-
          {{- include "streamweir.secondsBehind" . | nindent 10 }}
        threshold: {{ $scaling.secondsBehind | quote }}
        # No answer is not an empty backlog.
        ignoreNullValues: "false"
{{- end }}
