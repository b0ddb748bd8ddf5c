{{/* What every object of a component is labelled with. Takes a dict of root and component, and of name where there are several. */}}
{{- define "streamweir.selector" -}}
app.kubernetes.io/name: streamweir
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- with .name }}
streamweir.io/workers: {{ . }}
{{- end }}
{{- end }}

{{- define "streamweir.labels" -}}
{{ include "streamweir.selector" . }}
app.kubernetes.io/version: {{ .root.Values.image.tag | default .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{/* The name of an object: the release's, the chart's if that does not hold it, and the component's. */}}
{{- define "streamweir.name" -}}
{{- $release := .root.Release.Name }}
{{- if not (contains "streamweir" $release) }}{{ $release = printf "%s-streamweir" $release }}{{ end }}
{{- printf "%s-%s" $release .suffix | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "streamweir.image" -}}
{{- printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) }}
{{- end }}

{{/* A pod's spec around its container. Takes root, component, name, image, args, env, uri, passwordSecret, passwordKey, resources,
     readiness, port and portName, secrets that are mounted by their names, and workers' own settings. */}}
{{- define "streamweir.podSpec" -}}
{{- $port := .portName | default "metrics" }}
automountServiceAccountToken: false
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- with .graceSeconds }}
terminationGracePeriodSeconds: {{ . }}
{{- end }}
securityContext:
  runAsNonRoot: true
  seccompProfile:
    type: RuntimeDefault
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "streamweir.selector" . | nindent 8 }}
{{- with .nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
containers:
  - name: {{ .component }}
    image: {{ .image | default (include "streamweir.image" .root) | quote }}
    imagePullPolicy: {{ .root.Values.image.pullPolicy }}
    args:
      {{- toYaml .args | nindent 6 }}
    env:
      {{- include "streamweir.redisEnv" . | nindent 6 }}
      {{- with .env }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    ports:
      - name: {{ $port }}
        containerPort: {{ .port | default 9400 }}
    # If Redis is away, a process is alive, but not ready.
    startupProbe:
      httpGet:
        path: /health/live
        port: {{ $port }}
      periodSeconds: 2
      failureThreshold: 30
      timeoutSeconds: 2
    # Fails where Redis answers a fresh connection but not those of the lanes; not where Redis is away.
    livenessProbe:
      httpGet:
        path: /health/live
        port: {{ $port }}
      periodSeconds: 10
      failureThreshold: 6
      timeoutSeconds: 2
    readinessProbe:
      httpGet:
        path: /health/ready
        port: {{ $port }}
      periodSeconds: 5
      timeoutSeconds: 2
    resources:
      {{- toYaml .resources | nindent 6 }}
    securityContext:
      allowPrivilegeEscalation: false
      readOnlyRootFilesystem: true
      capabilities:
        drop: [ALL]
    volumeMounts:
      - name: tmp
        mountPath: /tmp
      {{- range .secrets }}
      - name: {{ .name }}
        mountPath: /run/secrets/{{ .name }}
        readOnly: true
      {{- end }}
      {{- if .passwordSecret }}
      - name: redis-password
        mountPath: /run/secrets/redis-password
        readOnly: true
      {{- end }}
      {{- if .root.Values.redis.sentinelPasswordSecret }}
      - name: sentinel-password
        mountPath: /run/secrets/sentinel-password
        readOnly: true
      {{- end }}
      {{- if .root.Values.redis.tls.secret }}
      - name: redis-tls
        mountPath: /run/secrets/redis-tls
        readOnly: true
      {{- end }}
volumes:
  - name: tmp
    emptyDir: {}
  {{- range .secrets }}
  - name: {{ .name }}
    secret:
      secretName: {{ .secret }}
  {{- end }}
  {{- with .passwordSecret }}
  - name: redis-password
    secret:
      secretName: {{ . }}
  {{- end }}
  {{- with .root.Values.redis.sentinelPasswordSecret }}
  - name: sentinel-password
    secret:
      secretName: {{ . }}
  {{- end }}
  {{- with .root.Values.redis.tls.secret }}
  - name: redis-tls
    secret:
      secretName: {{ . }}
  {{- end }}
{{- end }}

{{/* Where Redis is and how it is spoken to. A secret's files are read again at each connection, so that a password may change. */}}
{{- define "streamweir.redisEnv" -}}
{{- $redis := .root.Values.redis -}}
- name: STREAMWEIR_REDIS
  value: {{ .uri | quote }}
- name: STREAMWEIR_NAMESPACE
  value: {{ $redis.namespace | quote }}
{{- with $redis.name }}
- name: STREAMWEIR_REDIS_NAME
  value: {{ . | quote }}
{{- end }}
{{- if .passwordSecret }}
- name: STREAMWEIR_PASSWORD_FILE
  value: /run/secrets/redis-password/{{ .passwordKey }}
{{- end }}
{{- if $redis.sentinelPasswordSecret }}
- name: STREAMWEIR_SENTINEL_PASSWORD_FILE
  value: /run/secrets/sentinel-password/{{ $redis.sentinelPasswordKey }}
{{- end }}
{{- if $redis.tls.secret }}
{{- with $redis.tls.ca }}
- name: STREAMWEIR_TLS_CA
  value: /run/secrets/redis-tls/{{ . }}
{{- end }}
{{- with $redis.tls.cert }}
- name: STREAMWEIR_TLS_CERT
  value: /run/secrets/redis-tls/{{ . }}
{{- end }}
{{- with $redis.tls.key }}
- name: STREAMWEIR_TLS_KEY
  value: /run/secrets/redis-tls/{{ . }}
{{- end }}
{{- end }}
{{- end }}
