{{- define "schleuse.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "schleuse.selector" -}}
app.kubernetes.io/name: schleuse
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "schleuse.labels" -}}
{{ include "schleuse.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "schleuse.databaseSecret" -}}
{{- .Values.database.existingSecret | default (printf "%s-database" (include "schleuse.name" .)) -}}
{{- end -}}

{{- define "schleuse.valkeySecret" -}}
{{- .Values.valkey.existingSecret | default (printf "%s-valkey" (include "schleuse.name" .)) -}}
{{- end -}}
